/**
 * Looks into the mailbox first and announces the sleep then. A sender that appends its message between the two finds the loop
 * awake, and the loop sleeps.
 *
 * @sees a loop that sleeps with a message in its mailbox
 * @probably the flag is set after the look into the mailbox: a message that arrives in between does not wake it
 */
class Mailbox {
    boolean prepareToSleep() {
        if (!messages.isEmpty()) {
            return false;
        }
        sleeping.set(true);
        return true;
    }
}

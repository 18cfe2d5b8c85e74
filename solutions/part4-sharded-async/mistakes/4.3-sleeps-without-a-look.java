/**
 * Announces the sleep and does not look for messages. Those that arrived while the flag was not set have not woken it, and
 * wait for the next event.
 *
 * @sees a loop that may sleep although there is a message
 * @probably the loop does not look into its mailbox after it has set the flag: messages from before do not wake it
 */
class Mailbox {
    boolean prepareToSleep() {
        sleeping.set(true);
        return true;
    }
}

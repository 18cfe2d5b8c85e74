/**
 * Finds a message, returns false and leaves the flag on. The loop works, and the next sender wakes it.
 *
 * @sees a wake-up of a loop that was not allowed to sleep
 * @probably the flag is still set after prepareToSleep() has returned false: clear it, since the loop goes on working
 */
class Mailbox {
    boolean prepareToSleep() {
        sleeping.set(true);
        return messages.isEmpty();
    }
}

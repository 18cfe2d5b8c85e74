/**
 * Does the first piece of the work that has waited. The rest waits for the next transaction to let go, which may never come.
 *
 * @sees clients without an answer although the shard is free
 * @probably one piece of the waiting work was done, and the rest is left although the shard is free
 */
class Shard {
    private void doWaiting() {
        if (holder == null && !waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}

/**
 * Does the work that has waited in the wrong order: the latest first. A client that has sent SET and then GET gets the old value.
 *
 * @sees a command that runs before one that came earlier
 * @probably the waiting work is done in the wrong order: the oldest comes first
 */
class Shard {
    private void doWaiting() {
        while (holder == null && !waiting.isEmpty()) {
            waiting.removeLast().run();
        }
    }
}

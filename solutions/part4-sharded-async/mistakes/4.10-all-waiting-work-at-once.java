/**
 * Does all of the work that has waited, and does not see that a transaction among it holds the shard again. What comes after it
 * runs in the middle of that transaction.
 *
 * @sees commands that run, and transactions that are granted the shard, while another one has it
 * @probably a transaction among the waiting work holds the shard again, and what comes after it has run all the same
 */
class Shard {
    private void doWaiting() {
        while (!waiting.isEmpty()) {
            waiting.remove().run();
        }
    }
}

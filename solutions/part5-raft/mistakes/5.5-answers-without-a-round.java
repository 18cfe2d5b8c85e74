/**
 * Answers all reads at once. A leader that was deposed, and has not heard of it, answers from a state that others have
 * changed since.
 *
 * @shipped etcd 0.4 and Consul 0.2, found by Jepsen in 2014: a leader answered reads from its own state
 * @sees a read that does not see what another leader has committed
 * @probably reads are answered before a majority has answered their round
 */
class Reads {
    List<ReadOutcome> ready(long answered) {
        List<ReadOutcome> ready = new ArrayList<>();
        while (!batches.isEmpty()) {
            Batch batch = batches.removeFirst();
            for (long id : batch.ids) {
                ready.add(new ReadOutcome.Ready(id, batch.index));
            }
        }
        waiting -= ready.size();
        return ready;
    }
}

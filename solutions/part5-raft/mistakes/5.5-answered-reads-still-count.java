/**
 * Does not count answered reads off. After as many reads as may wait, the leader takes none.
 *
 * @sees a leader that takes no reads after some time
 * @probably reads that were answered still count as waiting
 */
class Reads {
    List<ReadOutcome> ready(long answered) {
        List<ReadOutcome> ready = new ArrayList<>();
        while (!batches.isEmpty() && batches.getFirst().round <= answered) {
            Batch batch = batches.removeFirst();
            for (long id : batch.ids) {
                ready.add(new ReadOutcome.Ready(id, batch.index));
            }
        }
        return ready;
    }
}

/**
 * Serves one round for each call. Reads of the next one wait for a later answer although theirs is there.
 *
 * @sees reads that wait although their round was answered
 * @probably only one round is served for each call, although more are answered
 */
class Reads {
    List<ReadOutcome> ready(long answered) {
        List<ReadOutcome> ready = new ArrayList<>();
        if (!batches.isEmpty() && batches.getFirst().round <= answered) {
            Batch batch = batches.removeFirst();
            for (long id : batch.ids) {
                ready.add(new ReadOutcome.Ready(id, batch.index));
            }
        }
        waiting -= ready.size();
        return ready;
    }
}

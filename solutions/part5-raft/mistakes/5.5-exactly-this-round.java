/**
 * Serves the round that was answered, and no earlier one. If the followers answer only the latest message, earlier
 * reads wait for ever.
 *
 * @sees reads of an earlier round that are never answered
 * @probably an answer to a round serves all earlier ones, too
 */
class Reads {
    List<ReadOutcome> ready(long answered) {
        List<ReadOutcome> ready = new ArrayList<>();
        for (Batch batch : batches) {
            if (batch.round == answered) {
                for (long id : batch.ids) {
                    ready.add(new ReadOutcome.Ready(id, batch.index));
                }
            }
        }
        batches.removeIf(batch -> batch.round == answered);
        waiting -= ready.size();
        return ready;
    }
}

/**
 * Counts a batch as done whatever became of it. The failure is noted for the first write, the leader's own; the others
 * are told that all is well, for records that are nowhere.
 *
 * @sees writers that are told "done" of a batch that has failed
 * @probably {@code finish} hands the failure to all writes of a batch, and was not given it
 */
class WriteQueue {
    private void lead() {
        List<Write> batch = batch();
        Throwable failure = null;
        try {
            work.write(batch);
        } catch (IOException | RuntimeException | Error e) {
            failure = e;
        }
        Write next = finish(batch, null);
        batch.getFirst().finish(failure);
        for (Write write : batch) {
            write.wake();
        }
        if (next != null) {
            next.wake();
        }
    }
}

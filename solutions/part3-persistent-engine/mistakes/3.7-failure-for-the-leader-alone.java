/**
 * Reports a failed batch as done. Only the first write, the leader's own, gets the failure; the others are told that
 * they succeeded, though their records were not written.
 *
 * @sees writers that are told "done" after their batch has failed
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

/**
 * Wakes the threads whose writes are done. The next leader has been named and is not woken: it sleeps for ever,
 * and all writers after it.
 *
 * @sees writers that wait for ever
 * @probably the write that {@code finish} returns leads from now on, and its thread was not woken
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
        finish(batch, failure);
        for (Write write : batch) {
            write.wake();
        }
    }
}

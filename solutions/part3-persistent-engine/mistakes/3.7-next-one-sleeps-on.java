/**
 * Wakes those whose writes are done. The next leader has been named and does not know it: it sleeps until somebody else
 * comes and wakes it by accident, which nobody does.
 *
 * @sees writers that wait for ever
 * @probably the one that {@code finish} returns leads from now on, and has not been woken
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

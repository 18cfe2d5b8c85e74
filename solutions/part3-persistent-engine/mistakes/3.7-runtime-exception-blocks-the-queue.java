/**
 * Catches an IOException, and not a RuntimeException. The leader leaves with the exception, its batch stays first
 * in the queue, and no thread leads: all writers wait for ever, from now on.
 *
 * @sees a writer that waits for ever after the one before it has failed
 * @probably {@code finish} is not called when something other than an IOException is thrown
 */
class WriteQueue {
    private void lead() {
        List<Write> batch = batch();
        Throwable failure = null;
        try {
            work.write(batch);
        } catch (IOException e) {
            failure = e;
        }
        Write next = finish(batch, failure);
        for (Write write : batch) {
            write.wake();
        }
        if (next != null) {
            next.wake();
        }
    }
}

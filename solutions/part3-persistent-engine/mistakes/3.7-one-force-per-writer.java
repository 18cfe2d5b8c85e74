/**
 * Does the first waiting write and lets the next thread lead. The results are right, but a hundred writers wait
 * for a hundred forces, one after the other.
 *
 * @sees four batches where two were expected
 * @probably the leader does its own write alone, though a force costs the same for all writes that wait
 */
class WriteQueue {
    private void lead() {
        List<Write> batch = batch().subList(0, 1);
        Throwable failure = null;
        try {
            work.write(batch);
        } catch (IOException | RuntimeException | Error e) {
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

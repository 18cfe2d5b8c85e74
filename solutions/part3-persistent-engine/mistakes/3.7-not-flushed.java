/**
 * Forces under ALWAYS, and does nothing under the other policies. The record is then in a buffer of this process, where
 * no read finds it, and a kill loses it. Under ALWAYS the force makes durable what was flushed before, which is
 * nothing.
 *
 * @sees a key that cannot be read right after it was set
 * @probably {@code flush} is not called: a force covers only what was flushed before it
 */
class LogEngine {
    private void makeDurable() throws IOException {
        if (options.fsync() == Fsync.ALWAYS) {
            log.force();
        }
    }
}

/**
 * Forces under ALWAYS, and does nothing under the other policies. The record is then in a buffer of this process,
 * where no reader finds it, and a kill loses it. Under ALWAYS the force brings to disk what was flushed before,
 * which is nothing.
 *
 * @sees a key that cannot be read right after it was set
 * @probably {@code flush} is not called: a force is about what was flushed before it
 */
class LogEngine {
    private void makeDurable() throws IOException {
        if (options.fsync() == Fsync.ALWAYS) {
            log.force();
        }
    }
}

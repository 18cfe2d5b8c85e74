/**
 * Forces under ALWAYS, and does nothing under the other policies. The record is in a buffer of this process then, where
 * neither a reader finds it nor anybody who comes after a kill; and under ALWAYS the force brings to disk what was
 * flushed before, which is nothing.
 *
 * @sees a key that cannot be read right after it was set
 * @probably nobody has called {@code flush}: a force is about what was flushed before it
 */
class LogEngine {
    private void makeDurable() throws IOException {
        if (options.fsync() == Fsync.ALWAYS) {
            log.force();
        }
    }
}

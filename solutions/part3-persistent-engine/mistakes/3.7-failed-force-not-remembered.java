/**
 * Throws the failure of this force, and lets the next one try. That one is for the same file, succeeds, and
 * acknowledges records after a gap. A start cuts off the log at the gap, and they are lost.
 *
 * @sees a write that is acknowledged after a force has failed
 * @probably the failure is thrown and not remembered: {@code breakDown} does both
 */
class LogWriter {
    long force() throws IOException {
        synchronized (forcing) {
            requireNotBroken();
            durable = active.force();
            return durable;
        }
    }
}

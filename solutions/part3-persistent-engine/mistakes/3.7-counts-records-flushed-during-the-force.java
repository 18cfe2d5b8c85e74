/**
 * Reads after the force how far the log is by then. A record that was appended during the force counts as durable,
 * and may have been too late for it.
 *
 * @sees a number that is one too high, for a record that was flushed during the force
 * @probably {@code nextSequence} was read after the force: {@code SegmentWriter.force} returns what it included
 */
class LogWriter {
    long force() throws IOException {
        synchronized (forcing) {
            requireNotBroken();
            try {
                active.force();
            } catch (IOException e) {
                throw breakDown(e);
            }
            durable = nextSequence;
            return durable;
        }
    }
}

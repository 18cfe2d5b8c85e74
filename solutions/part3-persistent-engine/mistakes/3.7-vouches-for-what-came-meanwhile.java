/**
 * Notes after the force how far the log is by then. What was appended while the disk was at work is counted as safe, and
 * may have been too late for it.
 *
 * @sees a number that is one too high, for a record that came during the force
 * @probably {@code nextSequence} was asked when the force was over; {@code SegmentWriter.force} says what was part of it
 */
class RecordLog {
    public long force() throws IOException {
        synchronized (forcing) {
            refuseIfBroken();
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

/**
 * Tells whoever has asked for this force that it has failed, and goes on with the next. That one is about the same file,
 * succeeds, and makes those safe that stand behind a gap: a start cuts the log at the gap, and they are gone.
 *
 * @sees a write that is acknowledged after a force has failed
 * @probably the failure is thrown and not noted: {@code breakDown} does both
 */
class RecordLog {
    public long force() throws IOException {
        synchronized (forcing) {
            refuseIfBroken();
            durable = active.force();
            return durable;
        }
    }
}

/**
 * Retries without a look at the pointer. If the keydir still points to a segment that is gone for good, the read never
 * returns, and the fault is never reported.
 *
 * @sees a read that asks the keydir again and again, and gets the same pointer each time
 * @probably the keydir still has the pointer that has just failed: throw the exception instead of another attempt
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        LogPointer at = pointer;
        while (at != null) {
            try {
                return valueOf(key, log.read(at));
            } catch (SegmentGoneException e) {
                at = keydir.get(key);
            }
        }
        return null;
    }
}

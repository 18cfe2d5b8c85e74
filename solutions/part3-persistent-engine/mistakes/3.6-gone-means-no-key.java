/**
 * Takes a segment that is gone for a key that is gone. It looks careful, since no exception reaches the client; and now
 * and then, when compaction is fast, a key that is there is not found.
 *
 * @sees nothing where a key has a value
 * @probably the segment is gone, and the record is in another one now: the index has been changed, so ask it again
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        try {
            return valueOf(key, log.read(pointer));
        } catch (SegmentGoneException e) {
            return null;
        }
    }
}

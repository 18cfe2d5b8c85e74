/**
 * Takes a deleted segment for a removed key. It looks careful, since no exception reaches the client. But now and then,
 * when compaction is fast, a key that has a value is not found.
 *
 * @sees nothing where a key has a value
 * @probably the segment was deleted, and the record is in another one now: the keydir has the new pointer, so ask it
 *     again
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

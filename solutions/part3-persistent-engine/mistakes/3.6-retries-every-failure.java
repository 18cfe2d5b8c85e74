/**
 * Reads again after any failure. After a compaction, another read is worth a try; but a damaged record fails the same
 * way each time, and the read never returns.
 *
 * @sees a damaged record that is read again and again
 * @probably every IOException is caught: only a SegmentGoneException means that the record has moved
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        LogPointer at = pointer;
        while (at != null) {
            try {
                return valueOf(key, log.read(at));
            } catch (IOException e) {
                at = keydir.get(key);
            }
        }
        return null;
    }
}

/**
 * Asks the keydir once more and assumes that this is enough. A slow reader, or one that was delayed at the wrong
 * moment, can be overtaken by the next compaction, too.
 *
 * @sees an exception for a reader that was overtaken twice, and one for a key that was removed meanwhile
 * @probably the second pointer can be as old as the first by the time of the read; retry until the keydir returns the
 *     same pointer again
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        try {
            return valueOf(key, log.read(pointer));
        } catch (SegmentGoneException e) {
            LogPointer now = keydir.get(key);
            return now == null ? null : valueOf(key, log.read(now));
        }
    }
}

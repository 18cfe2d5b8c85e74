/**
 * Asks the index once more, and believes that this must do. A reader that is slow, or was made to wait at the wrong
 * moment, is overtaken by the next compaction, too.
 *
 * @sees an exception for a reader that was overtaken twice, and one for a key that was removed meanwhile
 * @probably the second look can be out of date like the first; ask until the index says the same place again
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

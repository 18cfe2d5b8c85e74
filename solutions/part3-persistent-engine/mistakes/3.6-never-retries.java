/**
 * Reads where the keydir pointed a moment ago. If compaction has deleted that segment meanwhile, the client gets an
 * error for a key that nothing is wrong with.
 *
 * @sees an exception that says that a segment is no longer part of the log
 * @probably compaction has deleted the segment between the look-up in the keydir and the read
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        return valueOf(key, log.read(pointer));
    }
}

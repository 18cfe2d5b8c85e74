/**
 * Reads where the index has pointed to a moment ago. If compaction has deleted that segment meanwhile, the client gets an
 * error for a key that nothing is wrong with.
 *
 * @sees an exception that says that a segment is not part of the log any more
 * @probably between the look into the index and the read, compaction has deleted the segment
 */
class LogEngine {
    private @Nullable Bytes valueAt(Bytes key, LogPointer pointer) throws IOException {
        return valueOf(key, log.read(pointer));
    }
}

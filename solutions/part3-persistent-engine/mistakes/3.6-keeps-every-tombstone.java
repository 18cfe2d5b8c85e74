/**
 * Keeps all tombstones, to be sure. A store from which everything was removed consists of tombstones for ever: they are
 * stale, so compaction begins, copies them, and leaves them as stale as before.
 *
 * @shipped Bitcask again, after the fix of the opposite mistake: in April 2014 tombstones that do not expire were
 *     "effectively never cleaned up" (basho/bitcask pull request 156)
 * @sees a compaction that does not end
 * @probably where no older segment is left, no value can come back, and the tombstone may be dropped
 */
class Compaction {
    private boolean isNeeded(ByteBuffer payload, int segment, int offset, boolean fromTheFirst) {
        if (!EntryFormat.isSet(payload)) {
            return true;
        }
        LogPointer pointer = keydir.get(EntryFormat.key(payload));
        return pointer != null && pointer.segment() == segment && pointer.offset() == offset;
    }
}

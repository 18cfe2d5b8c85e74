/**
 * Keeps all tombstones, to be safe. A store from which everything was removed consists of tombstones for ever: they are
 * stale, so compaction begins, and copies them, and they are as stale as before.
 *
 * @shipped Bitcask again, after the fix of the opposite mistake: in April 2014 tombstones that do not expire were
 *     "effectively never cleaned up" (basho/bitcask pull request 156)
 * @sees a compaction that does not end
 * @probably where nothing older is left, no value can rise any more, and its tombstone may go
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

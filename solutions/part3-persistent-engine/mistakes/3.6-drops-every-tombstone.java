/**
 * Copies the values that the keydir points to and nothing else. A tombstone has no value, so it is dropped. Where an
 * older segment is not compacted as well, that one still has the value, and after the next start the key is back.
 *
 * @shipped Bitcask, the engine of Riak, up to 1.6: a merge of some of the files could drop a tombstone whose value was
 *     in another file, and the key came back with the next start (basho/bitcask issue 82, 2013)
 * @sees a key that was removed, with its value, after compaction and a start
 * @probably a tombstone was dropped while an older segment still has a value for its key
 */
class Compaction {
    private boolean isNeeded(ByteBuffer payload, int segment, int offset, boolean fromTheFirst) {
        LogPointer pointer = keydir.get(EntryFormat.key(payload));
        return EntryFormat.isSet(payload)
                && pointer != null
                && pointer.segment() == segment
                && pointer.offset() == offset;
    }
}

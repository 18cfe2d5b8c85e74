/**
 * Asks whether the key has a value, and not whether this record is the one that holds it. All values that the key ever
 * had are copied again and again.
 *
 * @sees a compaction that does not end, since its output is as stale as what it replaces
 * @probably the key is needed, but this record is not: the keydir points to another one
 */
class Compaction {
    private boolean isNeeded(ByteBuffer payload, int segment, int offset, boolean fromTheFirst) {
        LogPointer pointer = keydir.get(EntryFormat.key(payload));
        return EntryFormat.isSet(payload) ? pointer != null : pointer == null && !fromTheFirst;
    }
}

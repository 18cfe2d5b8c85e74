import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Counts a tombstone only if its key had a value. At a start, the value may be gone already, since compaction has
 * dropped it; the tombstone still takes up space.
 *
 * @sees no bytes of tombstones for a key without a value
 * @probably a tombstone is counted only if the key had a value: count it in any case
 */
class Keydir {
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        LogPointer replaced = index.remove(key);
        if (replaced != null) {
            usage.tombstone(tombstone);
            usage.replaced(replaced);
        }
    }
}

import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Counts the value that is stale now, but not the tombstone. The counted and the real content of a segment drift apart
 * with each remove, and compaction takes tombstones for stale bytes that it may drop in any segment.
 *
 * @shipped the reference solution of PingCAP's course "Practical Networked Applications in Rust" (Talent Plan): its
 *     {@code remove} adds the length of the old record to what can be compacted, and not its own
 * @sees no bytes of tombstones after a remove
 * @probably the tombstone itself takes up space, and usage.tombstone is not called
 */
class Keydir {
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        LogPointer replaced = index.remove(key);
        if (replaced != null) {
            usage.replaced(replaced);
        }
    }
}

import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Counts every record that is written as live. A store that is filled and emptied again looks full forever: nothing in
 * it is stale, so compaction never begins.
 *
 * @sees tombstones among the live bytes, and an empty store that does not shrink
 * @probably a tombstone is counted as live: no reader needs it, and the keydir does not point to it
 */
class Keydir {
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        LogPointer replaced = index.remove(key);
        usage.added(tombstone);
        if (replaced != null) {
            usage.replaced(replaced);
        }
    }
}

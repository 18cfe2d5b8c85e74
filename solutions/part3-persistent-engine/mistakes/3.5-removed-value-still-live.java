import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Counts the tombstone and forgets the value. Every segment seems to be live to the last byte, however many keys are
 * removed.
 *
 * @sees the value of a removed key among the live bytes
 * @probably index.remove returns the pointer of the record that is stale now, and usage.replaced is not called with it
 */
class Keydir {
    @Override
    public void remove(Bytes key, LogPointer tombstone) {
        index.remove(key);
        usage.tombstone(tombstone);
    }
}

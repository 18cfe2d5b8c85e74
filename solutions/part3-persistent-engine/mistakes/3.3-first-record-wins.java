import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Keeps the first record of each key. The log is read from the oldest record to the newest, so that is the value that was
 * replaced.
 *
 * @sees old offsets for keys that were set again
 * @probably a key that is in the index keeps its old record: the newer record must replace it
 */
class Keydir {
    @Override
    public void set(Bytes key, LogPointer pointer) {
        if (index.get(key) == null) {
            index.put(key, pointer);
            usage.added(pointer);
        }
    }
}

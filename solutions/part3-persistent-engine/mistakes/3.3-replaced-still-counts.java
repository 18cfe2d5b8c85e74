import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Does not tell the usage which record was replaced. The index is right, but every old segment seems to be live, and compaction
 * never begins.
 *
 * @sees replaced records among the live bytes
 * @probably index.put returns the pointer of the replaced record, and usage.replaced is not called with it
 */
class Keydir {
    @Override
    public void set(Bytes key, LogPointer pointer) {
        index.put(key, pointer);
        usage.added(pointer);
    }
}

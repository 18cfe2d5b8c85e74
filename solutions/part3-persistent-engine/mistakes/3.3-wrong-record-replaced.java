import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Subtracts the new record where the old one is meant. Where both are of one length and in one segment, the sum is right.
 *
 * @sees live bytes that are counted in the wrong segment
 * @probably usage.replaced is called with the new pointer: it wants the one that index.put returns
 */
class Keydir {
    @Override
    public void set(Bytes key, LogPointer pointer) {
        LogPointer replaced = index.put(key, pointer);
        usage.added(pointer);
        if (replaced != null) {
            usage.replaced(pointer);
        }
    }
}

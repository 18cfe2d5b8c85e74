import kvs.log.LogPointer;
import kvs.protocol.Bytes;

/**
 * Counts the new record only if it replaces none. A key that is set twice has no live byte.
 *
 * @sees too few live bytes: those of the last record of a key are missing
 * @probably the new record is live whether it replaces another or not: usage.added is called for every set
 */
class Keydir {
    @Override
    public void set(Bytes key, LogPointer pointer) {
        LogPointer replaced = index.put(key, pointer);
        if (replaced == null) {
            usage.added(pointer);
        } else {
            usage.replaced(replaced);
        }
    }
}

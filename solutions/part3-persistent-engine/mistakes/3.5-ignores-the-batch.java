/**
 * Asks only the keydir whether there is something to remove. Earlier writes of the same batch are not in the keydir
 * yet: they are applied when all of them are durable. A key that one thread sets and another removes in one batch
 * stays, and both calls succeed.
 *
 * @sees a key that still has a value though a set and a remove of it, in this order, have returned
 * @probably an earlier write of the same batch is not in the keydir yet: {@code hasValue} looks at the batch as well
 */
class LogEngine {
    private void append(List<Write> batch, int at) throws IOException {
        Write write = batch.get(at);
        if (write.value != null) {
            write.pointer = log.append(EntryFormat.set(write.key, write.value));
        } else if (keydir.get(write.key) != null) {
            write.pointer = log.append(EntryFormat.tombstone(write.key));
        }
    }
}

/**
 * Asks the index whether there is something to remove. The index knows nothing of the writes ahead in the same batch, as
 * they are applied when all are safe. A key that one thread sets and another removes in one batch stays, and both are
 * told that all went well.
 *
 * @sees a key that is still there though a set and a remove of it, in this order, have returned
 * @probably an earlier write of the same batch is not in the index yet: {@code hasValue} looks at the batch as well
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

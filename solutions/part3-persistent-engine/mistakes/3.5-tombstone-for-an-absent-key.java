/**
 * Writes a tombstone for each remove, whether the key has a value or not. A client that removes an absent key once a
 * second, to be sure, fills the disk; and each remove returns true.
 *
 * @shipped toyDB: {@code delete} of its BitCask engine writes an entry for whatever key it is given
 *     (src/storage/bitcask.rs)
 * @sees a record in an empty engine after a remove, which has returned true
 * @probably a tombstone is written without a check that the key has a value: {@code hasValue} tells
 */
class LogEngine {
    private void append(List<Write> batch, int at) throws IOException {
        Write write = batch.get(at);
        if (write.value != null) {
            write.pointer = log.append(EntryFormat.set(write.key, write.value));
        } else {
            write.pointer = log.append(EntryFormat.tombstone(write.key));
        }
    }
}

/**
 * Writes a tombstone for each remove, whether there is anything to remove or not. A client that removes what is not
 * there, once a second to be sure, fills the disk; and it is told each time that the key had a value.
 *
 * @shipped toyDB: {@code delete} of its BitCask engine writes an entry for whatever key it is given (src/storage/bitcask.rs)
 * @sees a record in an empty engine after a remove, which has returned true
 * @probably nobody asks whether the key has a value before the tombstone is written
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

/**
 * Takes the key out of the keydir and writes nothing. The value can no longer be found, so it seems to be gone. But it
 * is still in the log, and the next start finds it there.
 *
 * @sees the value again after the engine was closed and opened
 * @probably the log has a record that sets the key and none that removes it, and a start builds the keydir from the log
 */
class LogEngine {
    private void append(List<Write> batch, int at) throws IOException {
        Write write = batch.get(at);
        if (write.value != null) {
            write.pointer = log.append(EntryFormat.set(write.key, write.value));
        } else {
            write.pointer = keydir.get(write.key);
        }
    }
}

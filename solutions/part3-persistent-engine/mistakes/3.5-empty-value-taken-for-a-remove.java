/**
 * Takes a set of an empty value for a remove. A remove has no value at all; an empty value is one of 0 bytes.
 *
 * @sees no value for a key that was set to an empty one
 * @probably the length of the value decides: a write removes its key when {@code value} is null, and only then
 */
class LogEngine {
    private void append(List<Write> batch, int at) throws IOException {
        Write write = batch.get(at);
        if (write.value != null && write.value.length() > 0) {
            write.pointer = log.append(EntryFormat.set(write.key, write.value));
        } else if (hasValue(write.key, batch, at)) {
            write.pointer = log.append(EntryFormat.tombstone(write.key));
        }
    }
}

/**
 * Skips a write whose append fails and goes on with the others. But a failed append takes back all records that were
 * appended since the last flush, so the earlier writes of the batch are lost as well, and all of them are acknowledged.
 *
 * @sees no exception from a batch whose second append failed
 * @probably an exception of {@code append} is caught: the batch succeeds as a whole or fails as a whole
 */
class LogEngine {
    void writeAll(List<Write> batch) throws IOException {
        List<Write> appended = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            try {
                append(batch, i);
                appended.add(batch.get(i));
            } catch (IOException e) {
                // The others can still be written.
            }
        }
        makeDurable();
        for (Write write : appended) {
            apply(write);
        }
    }
}

/**
 * Counts what is added and forgets what it replaces. Each segment seems to be of use to the last byte, however often
 * the same key is set.
 *
 * @sees the old and the new value of a key, both among the live bytes
 * @probably what {@code index.put} and {@code index.remove} return is not looked at: the record that is stale now
 */
class LogEngine {
    private void apply(Write write) {
        LogPointer place = write.place;
        if (place == null) {
            return;
        }
        noteSegment(place.segment());
        if (write.value != null) {
            index.put(write.key, place);
            usage.added(place);
        } else {
            index.remove(write.key);
            usage.tombstone(place);
        }
    }
}

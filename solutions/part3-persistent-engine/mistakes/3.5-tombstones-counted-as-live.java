/**
 * Counts every record that is written as one of use. A store that is filled and emptied again looks full for ever:
 * nothing is stale in it, so compaction never begins.
 *
 * @sees tombstones among the live bytes, and a store without a key that does not shrink
 * @probably a tombstone is not live: nobody reads it, and the index does not point to it
 */
class LogEngine {
    private void apply(Write write) {
        LogPointer place = write.place;
        if (place == null) {
            return;
        }
        noteSegment(place.segment());
        LogPointer replaced = write.value != null ? index.put(write.key, place) : index.remove(write.key);
        usage.added(place);
        if (replaced != null) {
            usage.replaced(replaced);
        }
    }
}

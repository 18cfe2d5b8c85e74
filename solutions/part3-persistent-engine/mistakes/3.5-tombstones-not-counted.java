/**
 * Counts the value that is stale now, and not the tombstone. What a segment is thought to hold and what it holds drift
 * apart with each remove, and compaction takes tombstones for rubbish that it will get rid of anywhere.
 *
 * @shipped the reference solution of PingCAP's course "Practical Networked Applications in Rust" (Talent Plan): its
 *     {@code remove} adds the length of the old record to what can be compacted, and not its own
 * @sees no bytes of tombstones after a remove
 * @probably the tombstone itself takes room, too, and nobody has counted it: {@code usage.tombstone}
 */
class LogEngine {
    private void apply(Write write) {
        LogPointer place = write.place;
        if (place == null) {
            return;
        }
        noteSegment(place.segment());
        LogPointer replaced;
        if (write.value != null) {
            replaced = index.put(write.key, place);
            usage.added(place);
        } else {
            replaced = index.remove(write.key);
        }
        if (replaced != null) {
            usage.replaced(replaced);
        }
    }
}

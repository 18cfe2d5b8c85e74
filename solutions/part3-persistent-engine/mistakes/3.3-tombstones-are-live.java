/**
 * Counts a tombstone as a value. A store from which everything was removed is full of use then, and never shrinks.
 *
 * @sees the bytes of tombstones among those that are live
 * @probably a tombstone is no value: usage has a method of its own for it
 */
class Recovery {
    private void merge(SortedEntries entries) {
        index.merge(entries, usage::replaced);
        for (int at = 0; at < entries.size(); at++) {
            usage.added(entries.place(at));
        }
    }
}

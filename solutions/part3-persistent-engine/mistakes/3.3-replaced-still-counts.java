/**
 * Does not tell the usage what was replaced. The index is right, and compaction will believe that every old segment
 * is full of use.
 *
 * @sees the live bytes of segment 1 as if nothing in it had been replaced
 * @probably index.merge hands over each record that is replaced, and the usage has to hear of it
 */
class Recovery {
    private void merge(SortedEntries entries) {
        index.merge(entries, _ -> {});
        for (int at = 0; at < entries.size(); at++) {
            if (entries.isSet(at)) {
                usage.added(entries.place(at));
            } else {
                usage.tombstone(entries.place(at));
            }
        }
    }
}

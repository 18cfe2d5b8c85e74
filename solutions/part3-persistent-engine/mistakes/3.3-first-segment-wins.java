/**
 * Takes a key into the index only if it is not there yet. The segments come from the oldest to the newest, so the
 * oldest value stays.
 *
 * @sees records of segment 1 for keys that a later segment has set again or removed
 * @probably what a later segment says has to take the place of what is there
 */
class Recovery {
    private void merge(SortedEntries entries) {
        for (int at = 0; at < entries.size(); at++) {
            if (entries.isSet(at) && index.get(entries.key(at)) == null) {
                index.put(entries.key(at), entries.place(at));
                usage.added(entries.place(at));
            }
        }
    }
}

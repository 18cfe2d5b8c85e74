/**
 * Ends the search at an entry with another home, as if entries with the same home lay side by side. They do where the table
 * is nearly empty. An entry that came earlier may lie between them.
 *
 * @sees a key that is gone, when an entry of the next home was added before it
 * @probably an entry of another home ended the search: entries of several homes lie in one run, in the order in which they came
 */
class SlotTable {
    long find(Slice key, Slabs slabs) {
        long prefix = prefix(key.hash());
        int at = home(prefix);
        for (long slot = get(at); slot != EMPTY && home(prefix(slot)) == home(prefix); slot = get(at)) {
            if (prefix(slot) == prefix && slabs.hasKey(position(slot), key)) {
                return slot;
            }
            at = next(at);
        }
        return EMPTY;
    }
}

/**
 * Does not sort: it compares each entry with the one behind it, and keeps it if the keys differ.
 *
 * @sees keys in the order in which they were written, and some of them twice
 * @probably entries have to be sorted by their keys: Cells.sort does it
 */
class SortedEntries {
    static final class Builder {
        SortedEntries build() {
            cells.removeIf(at -> at + 1 < cells.size() && cells.sameKey(at, at + 1));
            return new SortedEntries(cells);
        }
    }
}

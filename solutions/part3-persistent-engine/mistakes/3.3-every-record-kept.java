/**
 * Sorts and keeps everything. Whoever takes the entries in relies on each key being there once.
 *
 * @sees the same key several times, in the entries and in the index
 * @probably a key is there as often as it has records: only the last of them counts
 */
class SortedEntries {
    static final class Builder {
        SortedEntries build() {
            cells.sort();
            return new SortedEntries(cells);
        }
    }
}

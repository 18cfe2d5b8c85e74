/**
 * Leaves out keys whose last record is a tombstone, as they have no value. But an older segment may have one, and
 * nobody tells it.
 *
 * @sees keys that are back with a record of an older segment
 * @probably a key whose last record removes it was left out: older segments have to hear of it
 */
class SortedEntries {
    static final class Builder {
        SortedEntries build() {
            cells.sort();
            cells.removeIf(at -> !cells.isSet(at) || (at + 1 < cells.size() && cells.sameKey(at, at + 1)));
            return new SortedEntries(cells);
        }
    }
}

/**
 * Keeps the first record of each key. The log is read from the oldest to the newest, so that is the value that was
 * replaced.
 *
 * @sees old offsets for keys that were set again, and removed keys that are back
 * @probably of equal keys the first was kept: what comes later counts
 */
class SortedEntries {
    static final class Builder {
        SortedEntries build() {
            cells.sort();
            cells.removeIf(at -> at > 0 && cells.sameKey(at - 1, at));
            return new SortedEntries(cells);
        }
    }
}

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
            int[] order = new Sorting(keys, starts, ends, size).order();
            int kept = 0;
            for (int i = 0; i < size; i++) {
                boolean again = i > 0 && sameKey(order[i - 1], order[i]);
                if (!again) {
                    order[kept++] = order[i];
                }
            }
            return new SortedEntries(segment, keys, starts, ends, places, order, kept);
        }
    }
}

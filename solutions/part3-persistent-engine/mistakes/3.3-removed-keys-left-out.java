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
            int[] order = new Sorting(keys, starts, ends, size).order();
            int kept = 0;
            for (int i = 0; i < size; i++) {
                boolean again = i + 1 < size && sameKey(order[i], order[i + 1]);
                if (!again && places[2 * order[i] + 1] > 0) {
                    order[kept++] = order[i];
                }
            }
            return new SortedEntries(segment, keys, starts, ends, places, order, kept);
        }
    }
}

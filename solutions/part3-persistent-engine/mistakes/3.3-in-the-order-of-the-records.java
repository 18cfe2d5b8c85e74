/**
 * Does not sort: it compares each entry with the one behind it, and keeps it if the keys differ.
 *
 * @sees keys in the order in which they were written, and some of them twice
 * @probably entries have to be sorted by their keys: Sorting does it
 */
class SortedEntries {
    static final class Builder {
        SortedEntries build() {
            int[] order = new int[size];
            int kept = 0;
            for (int i = 0; i < size; i++) {
                boolean again = i + 1 < size && sameKey(i, i + 1);
                if (!again) {
                    order[kept++] = i;
                }
            }
            return new SortedEntries(segment, keys, starts, ends, places, order, kept);
        }
    }
}

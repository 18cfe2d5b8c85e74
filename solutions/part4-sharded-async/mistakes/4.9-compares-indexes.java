/**
 * Compares the index of the home with that of the hole. That is right up to the last slot. In a run of entries that goes on
 * at index 0, a home near the end of the table is before a hole at its start, though its index is higher.
 *
 * @sees a wrong order of slots, or keys that are gone, where a run of entries goes on at index 0
 * @probably after the last index comes the first one: {@code distance} takes that into account, {@code <=} does not
 */
class SlotTable {
    void removeAt(int hole) {
        int at = next(hole);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (home(prefix(slot)) <= hole) {
                set(hole, slot);
                hole = at;
            }
            at = next(at);
        }
        set(hole, EMPTY);
        size--;
    }
}

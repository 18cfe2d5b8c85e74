/**
 * Empties the slot and does not count it: {@code size} stays as it was. The table believes that it gets fuller with each key that
 * was ever added, and the old table of a move never gets empty.
 *
 * @sees a map that counts removed keys, and an index that grows although the number of keys stays the same
 * @probably {@code size} is the number of entries: a removal takes one from it
 */
class SlotTable {
    void removeAt(int hole) {
        int at = next(hole);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (distance(home(prefix(slot)), at) >= distance(hole, at)) {
                set(hole, slot);
                hole = at;
            }
            at = next(at);
        }
        set(hole, EMPTY);
    }
}

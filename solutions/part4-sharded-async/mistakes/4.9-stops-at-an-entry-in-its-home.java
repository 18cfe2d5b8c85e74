/**
 * Ends at the first entry that may not move. After it there may be one whose home is the hole, or before it.
 *
 * @sees a key that is gone, when an entry at its home lies between the hole and the key's slot
 * @probably an entry that has to stay does not end the search: one of the next may move into the hole
 */
class SlotTable {
    void removeAt(int hole) {
        int at = next(hole);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (distance(home(prefix(slot)), at) < distance(hole, at)) {
                break;
            }
            set(hole, slot);
            hole = at;
            at = next(at);
        }
        set(hole, EMPTY);
        size--;
    }
}

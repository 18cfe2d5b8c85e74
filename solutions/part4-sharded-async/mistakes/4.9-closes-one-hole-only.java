/**
 * Moves one entry into the hole and stops. The slot that this entry has left is a hole, too, and other entries may need it closed.
 *
 * @sees keys that are gone when three or more of a run have the same home
 * @probably the entry that moved leaves a hole: the search goes on after it, for an entry that may move there
 */
class SlotTable {
    void removeAt(int hole) {
        int at = next(hole);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            if (distance(home(prefix(slot)), at) >= distance(hole, at)) {
                set(hole, slot);
                hole = at;
                break;
            }
            at = next(at);
        }
        set(hole, EMPTY);
        size--;
    }
}

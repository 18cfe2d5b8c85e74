/**
 * Moves each later entry back by one slot, up to the first empty one. An entry that was at its home lies in front of it
 * then, and a probe that starts at the home does not see it.
 *
 * @sees keys that are gone after another one was removed, although no other key has the same home
 * @probably an entry moved in front of its home, where no probe for it looks: it may move only to its home or after it
 */
class SlotTable {
    void removeAt(int hole) {
        int at = next(hole);
        for (long slot = get(at); slot != EMPTY; slot = get(at)) {
            set(hole, slot);
            hole = at;
            at = next(at);
        }
        set(hole, EMPTY);
        size--;
    }
}

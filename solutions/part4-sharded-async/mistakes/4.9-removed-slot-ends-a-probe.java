/**
 * Empties the slot and moves nothing. A probe ends at an empty slot, so it no longer reaches the entries that were put
 * further on when this slot was in use. They are in the table, and cannot be found.
 *
 * @sees keys that are gone after another one was removed
 * @probably the emptied slot ends the probes for later entries: an entry that may lie in the hole has to move into it
 */
class SlotTable {
    void removeAt(int hole) {
        set(hole, EMPTY);
        size--;
    }
}

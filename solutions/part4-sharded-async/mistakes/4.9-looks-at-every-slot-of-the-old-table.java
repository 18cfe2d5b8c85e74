/**
 * Ends the move at the last slot of the old table, and not with its last entry. All entries are in the right place. But slots
 * without an entry are looked at, both tables stay in memory, and every look-up that finds nothing in the new table asks the old one.
 *
 * @sees a move that goes on when the old table is empty
 * @probably the move goes on to the last slot of the old table: it is over when the table has no entries left
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        for (int left = budget; old != null && left > 0; left--) {
            long slot = old.get(moveFrom);
            if (slot == SlotTable.EMPTY) {
                moveFrom++;
                old.releaseBefore(moveFrom);
            } else {
                old.removeAt(moveFrom);
                table.add(slot);
            }
            if (moveFrom == old.capacity()) {
                old = null;
            }
        }
        return old != null;
    }
}

/**
 * Goes on to the next slot after each one. {@code removeAt} may have put an entry into the slot that it emptied; this entry
 * is passed over, and the old table never gets empty.
 *
 * @sees an index out of bounds at the end of the old table, or a move that does not end
 * @probably {@code removeAt} may fill the slot again: only an empty slot has been dealt with
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        for (int left = budget; old != null && left > 0; left--) {
            long slot = old.get(moveFrom);
            if (slot != SlotTable.EMPTY) {
                old.removeAt(moveFrom);
                table.add(slot);
            }
            moveFrom++;
            old.releaseBefore(moveFrom);
            if (old.size() == 0) {
                old = null;
            }
        }
        return old != null;
    }
}

/**
 * Moves every entry that {@code removeAt} puts into the slot, and counts one slot. In a full table, a run of entries is
 * long: the caller asked for a few moves and waits for many.
 *
 * @sees more entries moved than the budget allows
 * @probably all entries that come into one slot are moved for one of the budget: each look at the slot counts
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        for (int left = budget; old != null && left > 0; left--) {
            long slot = old.get(moveFrom);
            while (slot != SlotTable.EMPTY) {
                old.removeAt(moveFrom);
                table.add(slot);
                slot = old.get(moveFrom);
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

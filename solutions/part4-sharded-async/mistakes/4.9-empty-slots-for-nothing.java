/**
 * Counts only the slots that move. In a table with few entries left, a call with a budget of 3 looks at thousands of empty
 * slots, and takes the time for it.
 *
 * @sees moveFrom further on than the budget allows
 * @probably an empty slot costs a look as well: the budget counts each slot that is looked at
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        int left = budget;
        while (old != null && left > 0) {
            long slot = old.get(moveFrom);
            if (slot == SlotTable.EMPTY) {
                moveFrom++;
                old.releaseBefore(moveFrom);
            } else {
                old.removeAt(moveFrom);
                table.add(slot);
                left--;
            }
            if (old.size() == 0) {
                old = null;
            }
        }
        return old != null;
    }
}

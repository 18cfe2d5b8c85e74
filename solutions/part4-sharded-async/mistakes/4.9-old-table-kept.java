/**
 * Stops when the old table is empty, and keeps it. The index still looks into two tables for each absent key. It never grows
 * again, since a move is going on.
 *
 * @sees a move that has no end, and a full table
 * @probably the old table is empty and still there: {@code old = null} ends the move
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        for (int left = budget; old != null && old.size() > 0 && left > 0; left--) {
            long slot = old.get(moveFrom);
            if (slot == SlotTable.EMPTY) {
                moveFrom++;
                old.releaseBefore(moveFrom);
            } else {
                old.removeAt(moveFrom);
                table.add(slot);
            }
        }
        return old != null && old.size() > 0;
    }
}

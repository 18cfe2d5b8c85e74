/**
 * Moves all entries at once. The table is right, and one command in a million waits until a million slots have moved. All
 * clients of the shard wait with it.
 *
 * @sees more entries moved by one call than its budget
 * @probably the move goes on until the old table is empty: {@code budget} bounds the number of slots of one call
 */
class SlabIndex {
    boolean moveSlots(int budget) {
        while (old != null) {
            long slot = old.get(moveFrom);
            if (slot == SlotTable.EMPTY) {
                moveFrom++;
                old.releaseBefore(moveFrom);
            } else {
                old.removeAt(moveFrom);
                table.add(slot);
            }
            if (old.size() == 0) {
                old = null;
            }
        }
        return false;
    }
}

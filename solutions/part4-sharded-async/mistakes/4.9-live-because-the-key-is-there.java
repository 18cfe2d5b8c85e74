/**
 * Asks the index for the key of the entry. It has the key, but with another entry: this one was overwritten long ago. The
 * stale entry is copied, and its bytes are counted as stale a second time.
 *
 * @sees memory that is given back too early or never, after a key was set again
 * @probably the index has the key at another position: only the entry at the slot's own position is live
 */
class SlabCompaction {
    int step() {
        if (!slabs.hasVictim()) {
            slabs.chooseVictim();
        }
        long from = slabs.nextOfVictim();
        long header = slabs.header(from);
        int size = SlabEntry.size(header);
        int keyAt = slabs.offset(from) + SlabEntry.keyOffset(header);
        Slice key = new Slice().set(slabs.array(from), keyAt, SlabEntry.keyLength(header));
        long slot = index.find(key);
        if (slot != SlotTable.EMPTY) {
            long to = slabs.allocate(size);
            System.arraycopy(slabs.array(from), slabs.offset(from), slabs.array(to), slabs.offset(to), size);
            index.replace(slot, SlotTable.slot(key.hash(), to));
            slabs.stale(from, size);
        }
        return size;
    }
}

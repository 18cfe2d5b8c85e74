/**
 * Says that the old room is stale, and then copies from it. For the last live entry of a slab that is too late: the slab was given
 * back at once.
 *
 * @sees an exception in the copy, or another entry's bytes
 * @probably the old room was declared stale before its bytes were copied: with its last live entry a slab is given back
 */
class SlabCompaction {
    int step() {
        if (!slabs.hasVictim()) {
            slabs.chooseVictim();
        }
        long from = slabs.nextOfVictim();
        int size = SlabEntry.size(slabs.header(from));
        long hash = slabs.hash(from);
        if (index.contains(SlotTable.slot(hash, from))) {
            slabs.stale(from, size);
            long to = slabs.allocate(size);
            System.arraycopy(slabs.array(from), slabs.offset(from), slabs.array(to), slabs.offset(to), size);
            index.replace(SlotTable.slot(hash, from), SlotTable.slot(hash, to));
        }
        return size;
    }
}

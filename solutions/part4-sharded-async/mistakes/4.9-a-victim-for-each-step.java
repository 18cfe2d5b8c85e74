/**
 * Chooses a victim in each step. The stalest slab may be another one by then; and even if it is the same, the step begins at its
 * first entry again and never comes to the second.
 *
 * @sees compaction that looks at the first entry of a slab for ever
 * @probably each step chooses a victim and begins at its first entry: choose only if there is none
 */
class SlabCompaction {
    int step() {
        slabs.chooseVictim();
        long from = slabs.nextOfVictim();
        int size = SlabEntry.size(slabs.header(from));
        long hash = slabs.hash(from);
        if (index.contains(SlotTable.slot(hash, from))) {
            long to = slabs.allocate(size);
            System.arraycopy(slabs.array(from), slabs.offset(from), slabs.array(to), slabs.offset(to), size);
            index.replace(SlotTable.slot(hash, from), SlotTable.slot(hash, to));
            slabs.stale(from, size);
        }
        return size;
    }
}

/**
 * Copies live entries and does not say that their old room is stale. The slab has the same number of live bytes as before,
 * so it is never given back: compaction makes the memory grow.
 *
 * @sees compaction that does not end, and more memory after it than before
 * @probably the old room of a moved entry is stale: without {@code slabs.stale} no slab is ever free of live bytes
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
            long to = slabs.allocate(size);
            System.arraycopy(slabs.array(from), slabs.offset(from), slabs.array(to), slabs.offset(to), size);
            index.replace(SlotTable.slot(hash, from), SlotTable.slot(hash, to));
        }
        return size;
    }
}

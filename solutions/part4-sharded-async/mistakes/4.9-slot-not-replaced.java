/**
 * Copies the entry and leaves its slot as it is. The slot still points to the old room, whose slab is given back, and used
 * again for other entries.
 *
 * @sees live keys that cannot be found, or with the bytes of other entries, after compaction
 * @probably the index still points to the old room of a moved entry: {@code index.replace} is missing
 */
class SlabCompaction {
    int step() {
        if (!slabs.hasVictim()) {
            slabs.chooseVictim();
        }
        long from = slabs.nextOfVictim();
        int size = SlabEntry.size(slabs.header(from));
        if (index.contains(SlotTable.slot(slabs.hash(from), from))) {
            long to = slabs.allocate(size);
            System.arraycopy(slabs.array(from), slabs.offset(from), slabs.array(to), slabs.offset(to), size);
            slabs.stale(from, size);
        }
        return size;
    }
}

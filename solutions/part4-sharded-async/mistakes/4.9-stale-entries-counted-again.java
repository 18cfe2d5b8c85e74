/**
 * Tells the slabs that each entry of the victim is stale, also one that was stale before. The change that made it stale has
 * counted its bytes. Now they count twice, and a slab seems to be free of live bytes while it still has some.
 *
 * @sees live keys that cannot be found after compaction: their slab was given back
 * @probably the bytes of a stale entry have been counted when it became stale: only a moved entry is new among them
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
        slabs.stale(from, size);
        return size;
    }
}

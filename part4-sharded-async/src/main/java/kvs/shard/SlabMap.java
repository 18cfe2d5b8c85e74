package kvs.shard;

import java.util.function.Consumer;
import java.util.random.RandomGenerator;

/**
 * A {@link ValueMap} without an object for each key: the entries lie in {@link Slabs}, one after the other, and a
 * {@link SlabIndex} of plain numbers says where. A look-up reads one or two slots and the entry, and allocates nothing.
 *
 * <pre>
 *   key ──▶ hash ──▶ SlabIndex   [ – │ slot │ slot │ – │ slot ]
 *                                        │
 *                    Slabs       [ entry │ stale │ entry │ entry ]  [ entry │ …
 * </pre>
 */
public final class SlabMap implements ValueMap {
    private static final int CACHE_LINE_BYTES = 64;

    /** The number of keys that one step of {@link #fetch} reads. */
    private static final int FETCHED_TOGETHER = 16;

    private final int slabBytes;
    private Slabs slabs;
    private SlabIndex index;
    private SlabCompaction compaction;
    /** The sum of what {@link #fetch} has read: without a use of it, the compiler would leave the reads out. */
    @SuppressWarnings("UnusedVariable")
    private long fetched;

    /** The slots that {@link #fetch} has found. */
    private final long[] fetchedSlots = new long[FETCHED_TOGETHER];

    private int expiring;

    /** The entry whose expiry is being set. */
    private final Entry found = new Entry();

    public SlabMap() {
        this(Slabs.SLAB_BYTES);
    }

    /** Creates a map with slabs of another size: small ones show compaction after few changes. */
    SlabMap(int slabBytes) {
        this.slabBytes = slabBytes;
        slabs = new Slabs(slabBytes);
        index = new SlabIndex(slabs);
        compaction = new SlabCompaction(slabs, index);
    }

    @Override
    public boolean find(Slice key, Entry into) {
        return fill(into, index.find(key));
    }

    private boolean fill(Entry into, long slot) {
        if (slot == SlotTable.EMPTY) {
            return false;
        }
        long position = SlotTable.position(slot);
        byte[] slab = slabs.array(position);
        int at = slabs.offset(position);
        long header = SlabEntry.headerAt(slab, at);
        int keyAt = at + SlabEntry.keyOffset(header);
        int keyLength = SlabEntry.keyLength(header);
        into.key().set(slab, keyAt, keyLength);
        into.value().set(slab, keyAt + keyLength, SlabEntry.valueLength(header));
        into.expiresAt(SlabEntry.expiryAt(slab, at));
        return true;
    }

    @Override
    public void put(Slice key, Slice value, long expiresAt) {
        set(index.find(key), key, value, expiresAt);
    }

    /**
     * {@inheritDoc}
     *
     * <p>In steps, each over all keys: home slots, slots, entries. The reads of a step do not depend on each other, and the
     * loops are so short that the processor has many reads of memory under way at a time.
     */
    @Override
    public void fetch(Slice[] keys, int count) {
        for (int first = 0; first < count; first += FETCHED_TOGETHER) {
            int number = Math.min(FETCHED_TOGETHER, count - first);
            fetched += index.fetch(keys, first, number, fetchedSlots) + fetchEntries(number);
        }
    }

    /** Reads the first two cache lines of each entry. */
    private int fetchEntries(int count) {
        int read = 0;
        for (int i = 0; i < count; i++) {
            long position = SlotTable.position(fetchedSlots[i]);
            byte[] slab = slabs.array(position);
            int at = slabs.offset(position);
            if (at + CACHE_LINE_BYTES < slab.length) {
                read += slab[at] + slab[at + CACHE_LINE_BYTES];
            }
        }
        return read;
    }

    /** @param slot the slot of {@code key}, or {@link SlotTable#EMPTY} */
    private void set(long slot, Slice key, Slice value, long expiresAt) {
        int expired = slot == SlotTable.EMPTY ? 0 : expires(expiry(slot));
        if (slot == SlotTable.EMPTY) {
            index.add(append(key, value, expiresAt));
        } else if (!overwrite(slot, key.length(), value, expiresAt)) {
            // The value may lie in the old entry, which therefore is stale only after the copy.
            index.replace(slot, append(key, value, expiresAt));
            stale(slot);
        }
        expiring += expires(expiresAt) - expired;
    }

    private static int expires(long expiresAt) {
        return expiresAt == Entry.NEVER ? 0 : 1;
    }

    private long expiry(long slot) {
        long position = SlotTable.position(slot);
        return SlabEntry.expiryAt(slabs.array(position), slabs.offset(position));
    }

    /** Writes the entry in the place of the old one, if it has the same size; returns whether it has. */
    private boolean overwrite(long slot, int keyLength, Slice value, long expiresAt) {
        long position = SlotTable.position(slot);
        long before = slabs.header(position);
        boolean expires = SlabEntry.expires(before);
        long header = SlabEntry.header(keyLength, value.length(), expires);
        if (SlabEntry.size(header) != SlabEntry.size(before) || (!expires && expiresAt != Entry.NEVER)) {
            return false;
        }
        SlabEntry.write(slabs.array(position), slabs.offset(position), header, value, expiresAt);
        return true;
    }

    /** Appends an entry to the slabs; returns its slot. */
    private long append(Slice key, Slice value, long expiresAt) {
        long header = SlabEntry.header(key.length(), value.length(), expiresAt != Entry.NEVER);
        long position = slabs.allocate(SlabEntry.size(header));
        byte[] slab = slabs.array(position);
        int at = slabs.offset(position);
        key.copyTo(slab, at + SlabEntry.keyOffset(header));
        SlabEntry.write(slab, at, header, value, expiresAt);
        return SlotTable.slot(key.hash(), position);
    }

    /** Notes that the entry of {@code slot}, which the index has no more, is stale. */
    private void stale(long slot) {
        int size = SlabEntry.size(slabs.header(SlotTable.position(slot)));
        slabs.stale(SlotTable.position(slot), size);
        compaction.pay(size);
    }

    @Override
    public boolean setExpiry(Slice key, long expiresAt) {
        long slot = index.find(key);
        if (slot == SlotTable.EMPTY) {
            return false;
        }
        fill(found, slot);
        set(slot, key, found.value(), expiresAt);
        return true;
    }

    @Override
    public boolean remove(Slice key) {
        long slot = index.find(key);
        if (slot == SlotTable.EMPTY) {
            return false;
        }
        expiring -= expires(expiry(slot));
        index.remove(slot);
        stale(slot);
        return true;
    }

    @Override
    public int size() {
        return index.size();
    }

    @Override
    public int expiring() {
        return expiring;
    }

    @Override
    public void clear() {
        slabs = new Slabs(slabBytes);
        index = new SlabIndex(slabs);
        compaction = new SlabCompaction(slabs, index);
        expiring = 0;
    }

    @Override
    public long scan(long cursor, int atLeast, Consumer<Entry> visitor) {
        Entry entry = new Entry();
        return index.scan(cursor, atLeast, slot -> {
            fill(entry, slot);
            visitor.accept(entry);
        });
    }

    @Override
    public boolean random(RandomGenerator random, Entry into) {
        return fill(into, index.random(random));
    }

    @Override
    public long bytes() {
        return slabs.bytes() + index.bytes();
    }

    @Override
    public boolean work(int budget) {
        int left = budget;
        for (; left > 0 && index.isMoving(); left--) {
            index.moveSlots(1);
        }
        for (; left > 0 && compaction.isDue(); left--) {
            compaction.step();
        }
        return index.isMoving() || compaction.isDue();
    }
}

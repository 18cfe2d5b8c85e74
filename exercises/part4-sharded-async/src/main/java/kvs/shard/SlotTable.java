package kvs.shard;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.LongConsumer;

/**
 * A hash table with open addressing: each slot is a number, and what does not fit into its home slot goes into the next
 * one that is empty.
 *
 * <pre>
 *   slot = highest bits of the key's hash (28 bits) | position of the entry in the slabs (36 bits); 0 if empty
 * </pre>
 *
 * <p>The hash bits are the <em>prefix</em>. It gives the home slot of an entry without a look at the entry, and is the
 * fingerprint by which a look-up passes over nearly all other keys. Homes rise with the prefix, whatever the capacity:
 * keys of a range of prefixes lie next to each other in a table of any size.
 *
 * <p>Invariant: between an entry's home and its slot no slot is empty. At least one slot of the table is.
 *
 * <p>Slots lie in segments, allocated when they are first used: one long array would have to be cleared at once, and that
 * takes a second for a gigabyte. For one thread.
 */
final class SlotTable {
    static final long EMPTY = 0;

    /** Prefixes are lower than this. */
    static final long PREFIXES = 1L << (Long.SIZE - Slabs.POSITION_BITS);

    private static final int SEGMENT_BITS = 12;
    private static final int SEGMENT_SLOTS = 1 << SEGMENT_BITS;
    private static final int SEGMENT_MASK = SEGMENT_SLOTS - 1;

    /** Stands for each segment without an entry. Never written. */
    private static final long[] UNUSED = new long[SEGMENT_SLOTS];

    private final int capacity;
    private final long[][] segments;

    /** Empty segments, to use again: a dropped one would stay in the old generation until the next full collection. */
    private final Deque<long[]> spare;

    private int segmentsInUse;
    private int size;

    SlotTable(int capacity) {
        this(capacity, new ArrayDeque<>());
    }

    /** @param spare empty segments of full size, shared with the tables before and after this one */
    SlotTable(int capacity, Deque<long[]> spare) {
        this.capacity = capacity;
        this.spare = spare;
        segments = new long[(capacity + SEGMENT_MASK) >>> SEGMENT_BITS][];
        Arrays.fill(segments, UNUSED);
    }

    static long slot(long hash, long position) {
        return hash >>> Slabs.POSITION_BITS << Slabs.POSITION_BITS | position;
    }

    static long prefix(long slot) {
        return slot >>> Slabs.POSITION_BITS;
    }

    static long position(long slot) {
        return slot & (1L << Slabs.POSITION_BITS) - 1;
    }

    int capacity() {
        return capacity;
    }

    int size() {
        return size;
    }

    /** Returns the slot at an index from 0 to {@code capacity - 1}. */
    long get(int at) {
        return segments[at >>> SEGMENT_BITS][at & SEGMENT_MASK];
    }

    private void set(int at, long slot) {
        long[] segment = segments[at >>> SEGMENT_BITS];
        if (segment == UNUSED) {
            segment = segments[at >>> SEGMENT_BITS] = newSegment();
            segmentsInUse++;
        }
        segment[at & SEGMENT_MASK] = slot;
    }

    private long[] newSegment() {
        if (capacity < SEGMENT_SLOTS) {
            return new long[capacity];
        }
        long[] segment = spare.poll();
        return segment == null ? new long[SEGMENT_SLOTS] : segment;
    }

    /** Returns the index of the home slot of {@code prefix}. */
    int home(long prefix) {
        return (int) ((prefix * capacity) >>> (Long.SIZE - Slabs.POSITION_BITS));
    }

    /** Returns the index after {@code at}; the first one follows the last. */
    int next(int at) {
        return at + 1 == capacity ? 0 : at + 1;
    }

    /**
     * Returns the slot of {@code key}; {@link #EMPTY} if the table has none. Looks from the home slot of the key's prefix
     * on, up to the first empty slot. Only where the prefixes are equal it compares the key with the entry
     * ({@link Slabs#hasKey}): the entry is most likely not in the processor's cache.
     *
     * @exercise 4.9
     */
    long find(Slice key, Slabs slabs) {
        throw new UnsupportedOperationException("exercise 4.9: not written yet");
    }

    /** Returns the home slot of {@code key}: empty, the key's, or another one's. */
    long homeSlot(Slice key) {
        return get(home(prefix(key.hash())));
    }

    /** As {@link SlabIndex#fetch}, for this table. */
    long fetch(Slice[] keys, int first, int count, long[] slots) {
        for (int i = 0; i < count; i++) {
            slots[i] = home(prefix(keys[first + i].hash()));
        }
        long read = 0;
        for (int i = 0; i < count; i++) {
            read += get((int) slots[i]);
        }
        for (int i = 0; i < count; i++) {
            slots[i] = slotOf(prefix(keys[first + i].hash()), (int) slots[i]);
        }
        return read;
    }

    /** Returns the first slot with {@code prefix}, from its home {@code at} on; {@link #EMPTY} if there is none. */
    private long slotOf(long prefix, int at) {
        long slot = get(at);
        while (slot != EMPTY && prefix(slot) != prefix) {
            at = next(at);
            slot = get(at);
        }
        return slot;
    }

    /** Returns the index of {@code slot}, or -1 if it is not in the table. */
    int indexOf(long slot) {
        int at = home(prefix(slot));
        for (long found = get(at); found != EMPTY; found = get(at)) {
            if (found == slot) {
                return at;
            }
            at = next(at);
        }
        return -1;
    }

    /** Adds {@code slot}, whose key the table does not have. */
    void add(long slot) {
        if (size + 1 >= capacity) {
            throw new IllegalStateException("the index of a shard is full: it has " + capacity
                    + " slots, and has not moved to a larger table in time");
        }
        int at = home(prefix(slot));
        while (get(at) != EMPTY) {
            at = next(at);
        }
        set(at, slot);
        size++;
    }

    /** Puts {@code other} in the place of {@code slot}, whose key is the same; returns whether that was there. */
    boolean replace(long slot, long other) {
        int at = indexOf(slot);
        if (at >= 0) {
            set(at, other);
        }
        return at >= 0;
    }

    /** Removes {@code slot}; returns whether it was there. */
    boolean remove(long slot) {
        int at = indexOf(slot);
        if (at >= 0) {
            removeAt(at);
        }
        return at >= 0;
    }

    /**
     * Empties the slot at index {@code hole}. The invariant of the table stays true: an entry of a later slot may have
     * been put there only because this one was in use, and a look-up for it must not end at the hole. So goes through the
     * slots after the hole, up to the first empty one. Each entry that may lie in the hole, since its home is not after
     * the hole, moves there and leaves a new hole. The last hole becomes empty.
     *
     * <p>The homes of a, b, c and d are 5, 6, 5 and 7. When a is removed, b stays at its home; c moves, and so does d:
     *
     * <pre>
     *   index    5   6   7   8   9              5   6   7   8   9
     *            a   b   c   d   –      ──▶     c   b   d   –   –
     * </pre>
     *
     * @exercise 4.9
     */
    void removeAt(int hole) {
        throw new UnsupportedOperationException("exercise 4.9: not written yet");
    }

    /** Returns the number of steps from one index to another; after the last index comes the first. */
    private int distance(int from, int to) {
        return to >= from ? to - from : to - from + capacity;
    }

    /** Returns a prefix whose home is {@code slots} after that of {@code prefix}; {@link #PREFIXES} at the end. */
    long prefixAfter(long prefix, int slots) {
        long home = (long) home(prefix) + slots;
        if (home >= capacity) {
            return PREFIXES;
        }
        long first = (home * PREFIXES + capacity - 1) / capacity;
        return Math.max(first, prefix + 1);
    }

    /** Passes each slot whose prefix is in a range to {@code visitor}, from {@code from} up to but not including {@code to}. */
    void visit(long from, long to, LongConsumer visitor) {
        int at = home(from);
        int span = home(to - 1) - at;
        for (int step = 0; step < capacity; step++) {
            long slot = get(at);
            if (slot == EMPTY && step >= span) {
                return;
            }
            if (slot != EMPTY && prefix(slot) >= from && prefix(slot) < to) {
                visitor.accept(slot);
            }
            at = next(at);
        }
    }

    /**
     * Gives back the memory of the segment that ends before index {@code at}, if one does. No slot before {@code at} is in use,
     * and the caller has called this for each lower index.
     */
    void releaseBefore(int at) {
        int segment = (at >>> SEGMENT_BITS) - 1;
        if (segment >= 0 && segments[segment] != UNUSED) {
            spare.push(segments[segment]);
            segments[segment] = UNUSED;
            segmentsInUse--;
        }
    }

    /** Returns the memory of the table, in bytes. */
    long bytes() {
        return (long) segmentsInUse * Math.min(SEGMENT_SLOTS, capacity) * Long.BYTES + 4L * segments.length;
    }
}

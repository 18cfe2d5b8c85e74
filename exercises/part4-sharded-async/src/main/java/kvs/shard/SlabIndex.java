package kvs.shard;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * From key to slot, without a pause when it grows: the slots move to a table of another size a few at a time, and both
 * tables are used meanwhile.
 *
 * <pre>
 *   old    [ – – – – – – – │ c d – e f – g ]     emptied from the left; nothing is added
 *   table  [ – – a – – b – – – – h – – – – – – – – – – ]
 *                          └ moveFrom
 * </pre>
 *
 * <p>Invariant: a key is in one table at most. For one thread.
 */
final class SlabIndex {
    /**
     * How many slots each change moves. Growth by half ends in time with 5: there are 1.75 slots to look at for each 0.375
     * that can be added before it has to grow again.
     */
    static final int SLOTS_PER_CHANGE = 16;

    private static final int MIN_CAPACITY = 64;

    /** How many slots a random look-up tries before it takes the next one in use. */
    private static final int RANDOM_TRIES = 64;

    /** How many slots a scan passes for each key that is asked for, before it leaves the rest to the next call. */
    private static final int SLOTS_PER_KEY = 16;

    private final Slabs slabs;
    /** Segments that the tables have emptied, for the next time that they grow. */
    private final Deque<long[]> spare = new ArrayDeque<>();

    private SlotTable table = new SlotTable(MIN_CAPACITY, spare);

    /** The table that is being emptied; null if none is. */
    private @Nullable SlotTable old;

    /** All slots of {@link #old} before this index are empty. */
    private int moveFrom;

    SlabIndex(Slabs slabs) {
        this.slabs = slabs;
    }

    int size() {
        return table.size() + (old == null ? 0 : old.size());
    }

    /** Returns the slot of {@code key}; {@link SlotTable#EMPTY} if there is none. */
    long find(Slice key) {
        long slot = table.find(key, slabs);
        return slot == SlotTable.EMPTY && old != null ? old.find(key, slabs) : slot;
    }

    /**
     * Fills {@code slots} with the slot of each of {@code count} keys, from {@code first} on, as its fingerprint says: it may be
     * another key's, or {@link SlotTable#EMPTY}. Looks at no entry. Returns a sum of no meaning.
     */
    long fetch(Slice[] keys, int first, int count, long[] slots) {
        long read = table.fetch(keys, first, count, slots);
        if (old != null) {
            for (int i = 0; i < count; i++) {
                read += old.homeSlot(keys[first + i]);
            }
        }
        return read;
    }

    /** Adds {@code slot}, whose key is new. */
    void add(long slot) {
        if (old == null && table.size() + 1 > table.capacity() / 4 * 3) {
            startMove(Math.addExact(table.capacity(), table.capacity() / 2));
        }
        table.add(slot);
        moveSlots(SLOTS_PER_CHANGE);
    }

    /** Removes {@code slot}; returns whether it was there. */
    boolean remove(long slot) {
        if (!table.remove(slot) && (old == null || !old.remove(slot))) {
            return false;
        }
        if (old == null && table.capacity() >= 2 * MIN_CAPACITY && table.size() < table.capacity() / 8) {
            startMove(table.capacity() / 2);
        }
        moveSlots(SLOTS_PER_CHANGE);
        return true;
    }

    /** Returns whether {@code slot} is there: the entry at its position is live. */
    boolean contains(long slot) {
        return table.indexOf(slot) >= 0 || (old != null && old.indexOf(slot) >= 0);
    }

    /** Puts {@code other} in the place of {@code slot}, whose key is the same; returns whether that was there. */
    boolean replace(long slot, long other) {
        return table.replace(slot, other) || (old != null && old.replace(slot, other));
    }

    private void startMove(int capacity) {
        if (capacity < table.capacity()) {
            // A table that shrinks gives its memory back.
            spare.clear();
        }
        old = table;
        table = new SlotTable(capacity, spare);
        moveFrom = 0;
    }

    /**
     * Goes on with the move to the new table: looks at up to {@code budget} slots of the old one, from {@link #moveFrom}
     * on, and moves those in use. {@link SlotTable#removeAt} may put an entry into the slot that it empties. When the old
     * table has no entries left, there is no old table any more. Returns whether there is one.
     *
     * @exercise 4.9
     */
    boolean moveSlots(int budget) {
        throw new UnsupportedOperationException("exercise 4.9: not written yet");
    }

    /** Returns the number of slots of the table that entries are added to. */
    int capacity() {
        return table.capacity();
    }

    /** Returns the index of the first slot of the old table that has not been looked at. */
    int moveFrom() {
        return moveFrom;
    }

    /** Returns the number of entries in the old table. */
    int unmoved() {
        return old == null ? 0 : old.size();
    }

    /** Returns whether slots move from one table to another. */
    boolean isMoving() {
        return old != null;
    }

    /**
     * As {@link ValueMap#scan}. The cursor is a hash prefix: keys whose prefix is lower have been passed. It means the same
     * in a table of another size.
     */
    long scan(long cursor, int atLeast, LongConsumer visitor) {
        if (cursor < 0 || cursor >= SlotTable.PREFIXES) {
            return 0;
        }
        Count count = new Count(visitor);
        long from = cursor;
        for (long slots = (long) SLOTS_PER_KEY * atLeast; slots > 0 && count.passed < atLeast; ) {
            int step = (int) Math.min(slots, atLeast - count.passed);
            long to = table.prefixAfter(from, step);
            table.visit(from, to, count);
            if (old != null) {
                old.visit(from, to, count);
            }
            if (to == SlotTable.PREFIXES) {
                return 0;
            }
            from = to;
            slots -= step;
        }
        return from;
    }

    private static final class Count implements LongConsumer {
        private final LongConsumer visitor;
        private int passed;

        Count(LongConsumer visitor) {
            this.visitor = visitor;
        }

        @Override
        public void accept(long slot) {
            passed++;
            visitor.accept(slot);
        }
    }

    /** Returns a slot chosen at random; {@link SlotTable#EMPTY} if there is none. */
    long random(RandomGenerator random) {
        if (size() == 0) {
            return SlotTable.EMPTY;
        }
        long slots = (long) table.capacity() + (old == null ? 0 : old.capacity());
        long at = random.nextLong(slots);
        for (int tries = 1; get(at) == SlotTable.EMPTY; tries++) {
            at = tries < RANDOM_TRIES ? random.nextLong(slots) : (at + 1) % slots;
        }
        return get(at);
    }

    /** Returns a slot of both tables in a row. */
    private long get(long at) {
        return at < table.capacity() || old == null ? table.get((int) at) : old.get((int) (at - table.capacity()));
    }

    /** Returns the memory of both tables, in bytes, without the segments that are kept for later. */
    long bytes() {
        return table.bytes() + (old == null ? 0 : old.bytes());
    }
}

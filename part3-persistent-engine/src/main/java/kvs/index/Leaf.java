package kvs.index;

import static kvs.index.PackedEntry.KEY;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A range of keys and the pointers to their records. Each key has a slot, and slots are in order of insertion.
 *
 * <pre>
 *   slot           0    1    2
 *   fingerprints   c4   1f   80               a byte of each key's hash; a search compares eight at a time
 *   starts         0    57   38               the start of its entry
 *   entries        1:32:29 bee | 1:61:29 ant | 1:90:29 cat | 2:32:30 ant |
 *                  0             19            38            57
 * </pre>
 *
 * <p>A {@linkplain PackedEntry packed entry} is never overwritten. A change appends an entry after the others, where no reader
 * looks, and then publishes it by writing a single number: {@link #size} for a new key, its start for a key that has moved. A
 * change is therefore cheap however many keys there are, and a reader sees all of it or nothing. When the room is used up, a
 * leaf is {@linkplain #withRoomFor copied} without its stale entries.
 *
 * <p>A search touches little memory: fingerprints, start and entry of one slot, where a binary search would read half a dozen
 * keys. Keys are sorted only where order is needed ({@link #sorted}). The idea is that of the leaves of FPTree (Oukid and
 * others, 2016).
 *
 * <p><b>Threads.</b> Any may read. One at a time may change.
 */
final class Leaf {
    /** The most keys of a leaf. One that has them, or more bytes of entries than {@link #MAX_BYTES}, is split, not enlarged. */
    static final int MAX_KEYS = 64;

    private static final int MAX_BYTES = 1 << 16;

    private static final VarHandle STARTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(Leaf.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] fingerprints;

    /** The complement of a start means that the key has no value any more. */
    private final int[] starts;

    private final byte[] entries;

    /** The number of slots in use. Written last, to publish a slot to readers. */
    private int size;

    /** Whether each key is above the one before it. Written before {@link #size}. */
    private boolean ascending = true;

    /** Bytes of {@link #entries} in use. For the writer only. */
    private int used;

    /** The number of keys that have a value, and the bytes of their entries. For the writer only. */
    private int live;

    private int liveBytes;

    Leaf() {
        this(4, 128);
    }

    /** Returns a leaf with one key. */
    static Leaf of(byte[] key, LogPointer pointer) {
        Leaf leaf = new Leaf();
        while (!leaf.put(-1, key, pointer)) {
            leaf = leaf.withRoomFor(key.length);
        }
        return leaf;
    }

    /** Makes an empty leaf with room for {@code slots} keys and {@code bytes} bytes of entries. */
    Leaf(int slots, int bytes) {
        this(new byte[roundedUp(slots)], new int[slots], new byte[bytes]);
    }

    private Leaf(byte[] fingerprints, int[] starts, byte[] entries) {
        this.fingerprints = fingerprints;
        this.starts = starts;
        this.entries = entries;
    }

    /** Rounds up to a multiple of eight, as a search reads eight fingerprints at a time. */
    private static int roundedUp(int slots) {
        return (slots + 7) & -8;
    }

    /** Returns the number of keys that have a value. For the writer only. */
    int live() {
        return live;
    }

    /** Returns whether to split the leaf rather than to enlarge it. For the writer only. */
    boolean isFull() {
        return live >= MAX_KEYS || (live > 1 && liveBytes > MAX_BYTES);
    }

    /** Returns the slot of {@code key}, which may have no value any more; -1 if the key has no slot. */
    int find(byte[] key) {
        int slots = (int) SIZE.getAcquire(this);
        long wanted = (Fingerprint.of(key) & 0xffL) * 0x0101010101010101L;
        for (int at = 0; at < slots; at += Long.BYTES) {
            long different = Words.get(fingerprints, at) ^ wanted;
            // Sets the highest bit of each byte that is zero, and sometimes that of the byte above it.
            long same = (different - 0x0101010101010101L) & ~different & 0x8080808080808080L;
            for (; same != 0; same &= same - 1) {
                int slot = at + 7 - Long.numberOfTrailingZeros(same) / 8;
                if (slot < slots && PackedEntry.compare(key, entries, entry(slot)) == 0) {
                    return slot;
                }
            }
        }
        return -1;
    }

    /** Returns the start of a slot's entry; its complement if the key has no value. */
    private int start(int slot) {
        return (int) STARTS.getAcquire(starts, slot);
    }

    /** Returns the start of a slot's entry, whether the key has a value or not. */
    private int entry(int slot) {
        int start = start(slot);
        return start < 0 ? ~start : start;
    }

    Bytes key(int slot) {
        return PackedEntry.key(entries, entry(slot));
    }

    /** Returns the lowest key of a leaf that is not empty and was {@linkplain LeafBuilder built} or has one key. */
    Bytes lowest() {
        return key(0);
    }

    /**
     * Finds the key of an entry in a leaf that is {@linkplain #packed packed}. Fast if it is near {@code from}.
     *
     * @param others the array of the entry, which starts at {@code other}
     * @return its slot, from slot {@code from} on; else the complement of the first slot with a higher key
     */
    int find(byte[] others, int other, int from) {
        int low = from;
        int high = size;
        int at = from;
        for (int step = 1; low < high; step *= 2) {
            int order = PackedEntry.compare(others, other, entries, entry(at));
            if (order == 0) {
                return at;
            }
            if (order > 0) {
                low = at + 1;
            } else {
                high = at;
            }
            at = high == size ? Math.min(low + step, size - 1) : (low + high) >>> 1;
        }
        return ~low;
    }

    /** Returns the pointer of a slot; null if its key has no value, or if {@code slot} is -1. */
    @Nullable
    LogPointer pointer(int slot) {
        int entry = slot < 0 ? -1 : start(slot);
        return entry < 0 ? null : PackedEntry.pointer(entries, entry);
    }

    /** Returns the slots whose keys have a value, in ascending order of keys. */
    int[] sorted() {
        int slots = (int) SIZE.getAcquire(this);
        int[] sorted = new int[slots];
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (start(slot) >= 0) {
                int at = ascending ? count : insertionPoint(sorted, count, slot);
                System.arraycopy(sorted, at, sorted, at + 1, count - at);
                sorted[at] = slot;
                count++;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private int insertionPoint(int[] sorted, int count, int slot) {
        int entry = entry(slot);
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (PackedEntry.compare(entries, entry, entries, entry(sorted[middle])) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Returns whether {@code key} is above all keys of the leaf. */
    boolean endsBelow(byte[] key) {
        for (int slot = ascending ? Math.max(0, size - 1) : 0; slot < size; slot++) {
            if (PackedEntry.compare(key, entries, entry(slot)) <= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * Sets the pointer of {@code key}.
     *
     * @param slot what {@link #find(byte[])} returned
     * @return false if there is no room, and nothing has changed
     */
    boolean put(int slot, byte[] key, LogPointer pointer) {
        if (KEY + key.length > entries.length - used || (slot < 0 && size == starts.length)) {
            return false;
        }
        int entry = used;
        System.arraycopy(key, 0, entries, entry + KEY, key.length);
        PackedEntry.put(entries, entry, pointer.segment(), pointer.offset(), pointer.length(), key.length);
        used = entry + KEY + key.length;
        if (slot < 0) {
            ascending = ascending && (size == 0 || PackedEntry.compare(key, entries, entry(size - 1)) > 0);
            addSlot(entry, Fingerprint.of(key));
        } else {
            if (start(slot) < 0) {
                live++;
                liveBytes += KEY + key.length;
            }
            STARTS.setRelease(starts, slot, entry);
        }
        return true;
    }

    /** Removes the key of a slot that has a value. */
    void remove(int slot) {
        int entry = entry(slot);
        live--;
        liveBytes -= PackedEntry.end(entries, entry) - entry;
        STARTS.setRelease(starts, slot, ~entry);
    }

    /** Adds a slot for the last entry. */
    private void addSlot(int entry, byte fingerprint) {
        int slot = size;
        starts[slot] = entry;
        fingerprints[slot] = fingerprint;
        live++;
        liveBytes += used - entry;
        SIZE.setRelease(this, slot + 1);
    }

    /**
     * Returns a copy with room for a key of {@code keyLength} bytes, for a few other keys, and for some changes; but never for
     * more than {@link #MAX_KEYS} keys.
     */
    Leaf withRoomFor(int keyLength) {
        int slots = Math.min(MAX_KEYS, live + live / 4 + 4);
        return copy(slots, liveBytes + liveBytes / 2 + 4 * (KEY + keyLength));
    }

    /** Returns this leaf, or a copy with room for {@code bytes} more bytes of entries and {@link #MAX_KEYS} keys in all. */
    Leaf withRoomToBuild(int bytes) {
        return bytes <= entries.length - used ? this : copy(MAX_KEYS, 2 * entries.length + bytes);
    }

    /** Returns a leaf with the live entries in ascending order and nothing else: no stale entry, no spare room. */
    Leaf packed() {
        if (ascending && live == size && liveBytes == used) {
            return this;
        }
        Leaf packed = new Leaf(live, liveBytes);
        for (int slot : sorted()) {
            packed.addFrom(this, slot);
        }
        return packed;
    }

    /** Returns two leaves, with the lower and the higher half of the keys. */
    List<Leaf> split() {
        LeafBuilder halves = new LeafBuilder();
        halves.keysPerLeaf((live + 1) / 2);
        halves.add(packed(), 0, live);
        return halves.build();
    }

    private Leaf copy(int slots, int bytes) {
        Leaf copy = new Leaf(slots, bytes);
        copy.ascending = ascending;
        for (int slot = 0; slot < size; slot++) {
            if (start(slot) >= 0) {
                copy.addFrom(this, slot);
            }
        }
        return copy;
    }

    /** Moves the keys, which all have a value, to a leaf without spare room, and empties this one. No reader knows this one. */
    Leaf takeOut() {
        Leaf leaf = new Leaf(
                Arrays.copyOf(fingerprints, roundedUp(size)),
                Arrays.copyOf(starts, size),
                Arrays.copyOf(entries, used));
        leaf.size = size;
        leaf.used = used;
        leaf.live = live;
        leaf.liveBytes = liveBytes;
        size = 0;
        used = 0;
        live = 0;
        liveBytes = 0;
        return leaf;
    }

    private void addFrom(Leaf other, int slot) {
        int start = other.start(slot);
        addFrom(other.entries, start, PackedEntry.end(other.entries, start), other.fingerprints[slot]);
    }

    /** Adds an entry of another array, whose key is above all keys of this leaf. */
    void addFrom(byte[] others, int start, int end) {
        addFrom(others, start, end, Fingerprint.of(others, start + KEY, end));
    }

    private void addFrom(byte[] others, int start, int end, byte fingerprint) {
        int entry = used;
        System.arraycopy(others, start, entries, entry, end - start);
        used = entry + end - start;
        addSlot(entry, fingerprint);
    }

    /** Adds the slots {@code from} to {@code to} of a {@linkplain #packed packed} leaf; their keys are above all keys here. */
    void addFrom(Leaf packed, int from, int to) {
        int start = packed.starts[from];
        int bytes = packed.entryBytes(from, to);
        int shift = used - start;
        System.arraycopy(packed.entries, start, entries, used, bytes);
        System.arraycopy(packed.fingerprints, from, fingerprints, size, to - from);
        for (int slot = from; slot < to; slot++) {
            starts[size + slot - from] = packed.starts[slot] + shift;
        }
        used += bytes;
        live += to - from;
        liveBytes += bytes;
        SIZE.setRelease(this, size + to - from);
    }

    /** Returns the length of the entries of the slots {@code from} to {@code to} of a {@linkplain #packed packed} leaf. */
    int entryBytes(int from, int to) {
        return (to == size ? used : starts[to]) - starts[from];
    }
}

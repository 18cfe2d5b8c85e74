package kvs.engine.log;

import static kvs.engine.log.Cell.KEY;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.List;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Some neighbouring keys and where their records are. Each key has a slot, and the slots are in the order in which the
 * keys came.
 *
 * <pre>
 *   slot     0    1    2
 *   marks    c4   1f   80                     a byte of each key's hash; a search compares eight at a time
 *   starts   0    57   38                     where its cell is
 *   cells    1:32:29 bee | 1:61:29 ant | 1:90:29 cat | 2:32:30 ant |
 *            0             19            38            57
 * </pre>
 *
 * <p>A {@linkplain Cell cell} that has been written is never written again. A change puts one behind the others, where
 * nobody looks, and then a single number makes it known: {@link #size} for a key that is new, its start for one that has
 * got another place. So a change costs little, however many keys there are, and who reads sees all of it or nothing. When
 * the room is used up, a leaf is {@linkplain #withRoomFor copied}, without the cells that are no longer of use.
 *
 * <p>A search waits for few pieces of memory: marks, start and cell of one slot, where a binary search would look at half
 * a dozen keys. Order is made where it is needed ({@link #sorted}). After the leaves of FPTree (Oukid and others, 2016).
 *
 * <p><b>Threads.</b> Any may read. One at a time may change.
 */
final class Leaf {
    /** A leaf with so many keys, or so many bytes of cells, is rather cut than given room for another. */
    static final int MOST = 64;

    private static final int MOST_BYTES = 1 << 16;

    private static final VarHandle STARTS = MethodHandles.arrayElementVarHandle(int[].class);
    private static final VarHandle SIZE;

    static {
        try {
            SIZE = MethodHandles.lookup().findVarHandle(Leaf.class, "size", int.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final byte[] marks;

    /** The complement of a start says that the key has no value any more. */
    private final int[] starts;

    private final byte[] cells;

    /** How many slots are in use. Set last, for those who read. */
    private int size;

    /** Whether each key is above the one before it; set before {@link #size}. */
    private boolean rising = true;

    /** Bytes of {@link #cells} that are in use. For the one who changes it. */
    private int used;

    /** How many keys have a value, and the bytes of their cells. For the one who changes it. */
    private int live;

    private int liveBytes;

    Leaf() {
        this(4, 128);
    }

    /** With one key. */
    static Leaf of(Bytes key, LogPointer place) {
        Leaf leaf = new Leaf();
        while (!leaf.put(-1, key, place)) {
            leaf = leaf.withRoomFor(key.length());
        }
        return leaf;
    }

    /** Empty, with room for so many keys and so many bytes of cells. */
    Leaf(int slots, int bytes) {
        this(new byte[eights(slots)], new int[slots], new byte[bytes]);
    }

    private Leaf(byte[] marks, int[] starts, byte[] cells) {
        this.marks = marks;
        this.starts = starts;
        this.cells = cells;
    }

    /** As marks are read eight at a time, there are so many. */
    private static int eights(int slots) {
        return (slots + 7) & -8;
    }

    /** How many keys have a value. For the one who changes it. */
    int live() {
        return live;
    }

    /** Whether it is to be cut rather than given more room. For the one who changes it. */
    boolean isFull() {
        return live >= MOST || (live > 1 && liveBytes > MOST_BYTES);
    }

    /** The slot of {@code key}, which may have no value; -1 if it has none. */
    int find(Bytes key) {
        int slots = (int) SIZE.getAcquire(this);
        long sought = (Mark.of(key) & 0xffL) * 0x0101010101010101L;
        for (int at = 0; at < slots; at += Long.BYTES) {
            long different = Words.get(marks, at) ^ sought;
            // The highest bit of each byte that is zero, and now and then of the one above it.
            long same = (different - 0x0101010101010101L) & ~different & 0x8080808080808080L;
            for (; same != 0; same &= same - 1) {
                int slot = at + 7 - Long.numberOfTrailingZeros(same) / 8;
                if (slot < slots && compare(key, slot) == 0) {
                    return slot;
                }
            }
        }
        return -1;
    }

    /** Where the cell of a slot is; the complement if its key has no value. */
    private int start(int slot) {
        return (int) STARTS.getAcquire(starts, slot);
    }

    /** The same, if it has a value or not. */
    private int cell(int slot) {
        int start = start(slot);
        return start < 0 ? ~start : start;
    }

    private int keyLength(int slot) {
        return Cell.keyLength(cells, cell(slot));
    }

    Bytes key(int slot) {
        return Cell.key(cells, cell(slot));
    }

    /** Of a leaf that is not empty, and was {@linkplain LeafBuilder built} or has one key. */
    Bytes lowest() {
        return key(0);
    }

    private int compare(Bytes key, int slot) {
        int cell = cell(slot);
        return key.compareTo(cells, cell + KEY, cell + KEY + Cell.keyLength(cells, cell));
    }

    /** How the key of another cell compares. */
    private int compare(byte[] others, int other, int slot) {
        return Cell.compare(others, other, cells, cell(slot));
    }

    /**
     * The slot of the key of another cell, from slot {@code from} on; if it is not there, the complement of the first with
     * a higher key. Soon found if it is near. For a leaf that is {@linkplain #packed}.
     */
    int find(byte[] others, int other, int from) {
        int low = from;
        int high = size;
        int at = from;
        for (int step = 1; low < high; step *= 2) {
            int order = compare(others, other, at);
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

    /** Where the record of the key is; null if it has no value, or {@code slot} is -1. */
    @Nullable
    LogPointer place(int slot) {
        int cell = slot < 0 ? -1 : start(slot);
        return cell < 0 ? null : Cell.place(cells, cell);
    }

    /** The slots whose keys have a value, by rising keys. */
    int[] sorted() {
        int slots = (int) SIZE.getAcquire(this);
        int[] sorted = new int[slots];
        int count = 0;
        for (int slot = 0; slot < slots; slot++) {
            if (start(slot) >= 0) {
                int at = rising ? count : insertionPoint(sorted, count, slot);
                System.arraycopy(sorted, at, sorted, at + 1, count - at);
                sorted[at] = slot;
                count++;
            }
        }
        return Arrays.copyOf(sorted, count);
    }

    private int insertionPoint(int[] sorted, int count, int slot) {
        int cell = cell(slot);
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(cells, cell, sorted[middle]) > 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Whether {@code key} is above all that are here. */
    boolean endsBelow(Bytes key) {
        for (int slot = rising ? Math.max(0, size - 1) : 0; slot < size; slot++) {
            if (compare(key, slot) <= 0) {
                return false;
            }
        }
        return true;
    }

    /**
     * The record of {@code key} is at {@code place} from now on.
     *
     * @param slot what {@link #find} says
     * @return false if there is no room, and nothing has changed
     */
    boolean put(int slot, Bytes key, LogPointer place) {
        if (!hasRoomFor(key.length()) || (slot < 0 && size == starts.length)) {
            return false;
        }
        key.writeTo(cells, used + KEY);
        int cell = used;
        Cell.put(cells, cell, place.segment(), place.offset(), place.length(), key.length());
        used = cell + KEY + key.length();
        if (slot < 0) {
            rising = rising && (size == 0 || compare(key, size - 1) > 0);
            addSlot(cell, Mark.of(key));
        } else {
            if (start(slot) < 0) {
                live++;
                liveBytes += KEY + key.length();
            }
            STARTS.setRelease(starts, slot, cell);
        }
        return true;
    }

    /** The key has no value any more. */
    void remove(int slot) {
        live--;
        liveBytes -= KEY + keyLength(slot);
        STARTS.setRelease(starts, slot, ~start(slot));
    }

    private boolean hasRoomFor(int keyLength) {
        return KEY + keyLength <= cells.length - used;
    }

    /** For the last cell. */
    private void addSlot(int cell, byte mark) {
        int slot = size;
        starts[slot] = cell;
        marks[slot] = mark;
        live++;
        liveBytes += used - cell;
        SIZE.setRelease(this, slot + 1);
    }

    /** The same keys and places, with room for a key of so many bytes, for a few others, and for some changes. */
    Leaf withRoomFor(int keyLength) {
        int slots = live + live / 4 + 4;
        return copy(slots, liveBytes + liveBytes / 2 + 4 * (KEY + keyLength));
    }

    /** This one, or a copy, with room for so many bytes of cells, and for {@link #MOST} keys in all. */
    Leaf withRoomToBuild(int bytes) {
        return bytes <= cells.length - used ? this : copy(MOST, 2 * cells.length + bytes);
    }

    /** The same keys and places by rising keys, and nothing else: no room, and no cell that is not of use. */
    Leaf packed() {
        if (rising && live == size && liveBytes == used) {
            return this;
        }
        Leaf packed = new Leaf(live, liveBytes);
        for (int slot : sorted()) {
            packed.addFrom(this, slot);
        }
        return packed;
    }

    /** Two, with the lower and the higher half of the keys. */
    List<Leaf> cut() {
        LeafBuilder halves = new LeafBuilder();
        halves.each((live + 1) / 2);
        halves.add(packed(), 0, live);
        return halves.build();
    }

    private Leaf copy(int slots, int bytes) {
        Leaf copy = new Leaf(slots, bytes);
        copy.rising = rising;
        for (int slot = 0; slot < size; slot++) {
            if (start(slot) >= 0) {
                copy.addFrom(this, slot);
            }
        }
        return copy;
    }

    /** The same keys and places, if all have a value; this leaf is empty again, and nobody else may know it. */
    Leaf takeOut() {
        Leaf leaf =
                new Leaf(Arrays.copyOf(marks, eights(size)), Arrays.copyOf(starts, size), Arrays.copyOf(cells, used));
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
        addFrom(other.cells, start, start + KEY + other.keyLength(slot), other.marks[slot]);
    }

    /** Adds a cell that is not here, of a key above all others. */
    void addFrom(byte[] others, int start, int end) {
        addFrom(others, start, end, Mark.of(others, start + KEY, end));
    }

    private void addFrom(byte[] others, int start, int end, byte mark) {
        int cell = used;
        System.arraycopy(others, start, cells, cell, end - start);
        used = cell + end - start;
        addSlot(cell, mark);
    }

    /** Of one that is {@linkplain #packed}, the slots from {@code from} to {@code to}, with keys above all others. */
    void addFrom(Leaf packed, int from, int to) {
        int start = packed.starts[from];
        int bytes = packed.cellBytes(from, to);
        int shift = used - start;
        System.arraycopy(packed.cells, start, cells, used, bytes);
        System.arraycopy(packed.marks, from, marks, size, to - from);
        for (int slot = from; slot < to; slot++) {
            starts[size + slot - from] = packed.starts[slot] + shift;
        }
        used += bytes;
        live += to - from;
        liveBytes += bytes;
        SIZE.setRelease(this, size + to - from);
    }

    /** How long the cells of the slots from {@code from} to {@code to} are. For a leaf that is {@linkplain #packed}. */
    int cellBytes(int from, int to) {
        return (to == size ? used : starts[to]) - starts[from];
    }
}

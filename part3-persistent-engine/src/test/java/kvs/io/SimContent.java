package kvs.io;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The bytes of a file of a {@link SimDisk}: those on disk, and the changes since. */
final class SimContent {
    private static final int SECTOR_BYTES = 512;

    private final Growing now;
    private Growing forced;
    private final List<Change> unforced = new ArrayList<>();

    /** A write, or a truncation to {@code at} if there are no bytes. */
    private record Change(int at, byte[] bytes) {
        boolean truncates() {
            return bytes.length == 0;
        }
    }

    SimContent(byte[] bytes) {
        now = new Growing(bytes);
        forced = new Growing(bytes);
    }

    int length() {
        return now.length;
    }

    byte[] bytes() {
        return Arrays.copyOf(now.bytes, now.length);
    }

    void read(int at, int length, ByteBuffer dst) {
        dst.put(now.bytes, at, length);
    }

    void write(int at, byte[] bytes) {
        now.write(at, bytes, 0, bytes.length);
        unforced.add(new Change(at, bytes));
    }

    void truncate(int size) {
        now.truncate(size);
        unforced.add(new Change(size, new byte[0]));
    }

    void force() {
        for (Change change : unforced) {
            apply(change, forced);
        }
        unforced.clear();
    }

    void loseForce() {
        unforced.clear();
    }

    void flip(int at, int bit) {
        now.bytes[at] ^= (byte) (1 << bit);
        if (at < forced.length) {
            forced.bytes[at] ^= (byte) (1 << bit);
        }
    }

    /** Returns the bytes after a loss of power. A sector is old or new; a file may have its new length without its bytes. */
    byte[] crash(Crash crash) {
        Growing left = new Growing(Arrays.copyOf(forced.bytes, forced.length));
        for (Change change : unforced) {
            if (change.truncates()) {
                if (crash.keeps()) {
                    left.truncate(change.at);
                }
            } else if (!keepSectors(change, left, crash) && crash.keeps()) {
                left.lengthen(change.at + change.bytes.length);
            }
        }
        return Arrays.copyOf(left.bytes, left.length);
    }

    private static boolean keepSectors(Change change, Growing left, Crash crash) {
        boolean any = false;
        int end = change.at + change.bytes.length;
        for (int from = change.at; from < end; ) {
            int to = Math.min(end, (from / SECTOR_BYTES + 1) * SECTOR_BYTES);
            if (crash.keeps()) {
                left.write(from, change.bytes, from - change.at, to - from);
                any = true;
            }
            from = to;
        }
        return any;
    }

    private static void apply(Change change, Growing to) {
        if (change.truncates()) {
            to.truncate(change.at);
        } else {
            to.write(change.at, change.bytes, 0, change.bytes.length);
        }
    }

    /** Bytes; zeros where nothing was written. */
    private static final class Growing {
        private byte[] bytes;
        private int length;

        Growing(byte[] bytes) {
            this.bytes = bytes.clone();
            this.length = bytes.length;
        }

        void write(int at, byte[] from, int offset, int count) {
            lengthen(at + count);
            System.arraycopy(from, offset, bytes, at, count);
        }

        void truncate(int size) {
            if (size < length) {
                Arrays.fill(bytes, size, length, (byte) 0);
                length = size;
            }
        }

        void lengthen(int to) {
            if (to > bytes.length) {
                bytes = Arrays.copyOf(bytes, Math.max(to, 2 * bytes.length));
            }
            length = Math.max(length, to);
        }
    }
}

package kvs.engine.log;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.zip.CRC32C;
import kvs.io.Disk;
import kvs.io.DiskFile;
import org.jspecify.annotations.Nullable;

/**
 * A minimal store in one file: a correct one, or one with a {@link Fault} that only a crash reveals.
 *
 * <pre>
 *   log    := record*
 *   record := crc:u32 keyLength:u8 valueLength:u16 key value       a valueLength of ffff is a tombstone
 *   crc    := CRC32C of the rest of the record
 * </pre>
 */
final class OneFileStore implements Store {
    enum Fault {
        ACKNOWLEDGES_BEFORE_THE_FORCE,
        REMOVES_IN_MEMORY_ONLY,
        ACCEPTS_A_TORN_RECORD,
        SKIPS_A_BAD_RECORD,
        REJECTS_A_TORN_TAIL,
        APPENDS_AFTER_GARBAGE,
        SHOWS_UNFORCED_RECORDS,
        COMPACTS_IN_PLACE,
        DOES_NOT_FORCE_THE_DIRECTORY,
        DOES_NOT_FORCE_THE_DIRECTORY_AT_A_START
    }

    private static final Path DIRECTORY = Path.of("store");
    private static final Path LOG = DIRECTORY.resolve("log");
    private static final Path DRAFT = DIRECTORY.resolve("log.new");
    private static final int HEADER_BYTES = 7;
    private static final int TOMBSTONE = 0xffff;

    private final Disk disk;
    private final @Nullable Fault fault;
    private final TreeMap<String, String> contents = new TreeMap<>();
    private DiskFile file;
    private long end;

    private OneFileStore(Disk disk, @Nullable Fault fault) throws IOException {
        this.disk = disk;
        this.fault = fault;
        disk.delete(DRAFT);
        if (disk.list(DIRECTORY).contains("log")) {
            file = disk.open(LOG);
            recover();
        } else {
            file = disk.create(LOG);
            disk.forceDirectory(DIRECTORY);
        }
    }

    static Opener with(@Nullable Fault fault) {
        return disk -> new OneFileStore(disk, fault);
    }

    private boolean has(Fault one) {
        return fault == one;
    }

    private void recover() throws IOException {
        ByteBuffer in = ByteBuffer.allocate((int) file.size());
        file.readFully(in, 0);
        in.flip();
        while (in.hasRemaining()) {
            int at = in.position();
            if (!apply(in)) {
                if (!has(Fault.SKIPS_A_BAD_RECORD)) {
                    in.position(at);
                    break;
                }
                in.position(at + 1);
            }
        }
        end = in.position();
        if (in.hasRemaining()) {
            if (has(Fault.REJECTS_A_TORN_TAIL)) {
                throw new IOException(LOG + ": bad record at offset " + end);
            }
            if (has(Fault.APPENDS_AFTER_GARBAGE)) {
                end = in.limit();
            } else {
                file.truncate(end);
            }
        }
        if (!has(Fault.SHOWS_UNFORCED_RECORDS)) {
            file.force();
            if (!has(Fault.DOES_NOT_FORCE_THE_DIRECTORY_AT_A_START)) {
                disk.forceDirectory(DIRECTORY);
            }
        }
    }

    /** Applies the next record to the contents; returns false if there is none. */
    private boolean apply(ByteBuffer in) {
        if (in.remaining() < HEADER_BYTES) {
            return false;
        }
        int crc = in.getInt();
        int keyLength = in.get() & 0xff;
        int valueLength = in.getShort() & 0xffff;
        int valueBytes = valueLength == TOMBSTONE ? 0 : valueLength;
        boolean acceptsTorn = has(Fault.ACCEPTS_A_TORN_RECORD);
        if (keyLength + valueBytes > in.remaining()) {
            if (!acceptsTorn || keyLength > in.remaining()) {
                return false;
            }
            valueBytes = in.remaining() - keyLength;
        } else if (!acceptsTorn
                && crc != crc(in, in.position() - HEADER_BYTES, HEADER_BYTES + keyLength + valueBytes)) {
            return false;
        }
        String key = text(in, keyLength);
        String value = text(in, valueBytes);
        if (valueLength == TOMBSTONE) {
            contents.remove(key);
        } else {
            contents.put(key, value);
        }
        return true;
    }

    private static String text(ByteBuffer in, int length) {
        byte[] bytes = new byte[length];
        in.get(bytes);
        return new String(bytes, ISO_8859_1);
    }

    private static int crc(ByteBuffer bytes, int record, int length) {
        CRC32C crc = new CRC32C();
        crc.update(bytes.slice(record + 4, length - 4));
        return (int) crc.getValue();
    }

    @Override
    public void set(String key, String value) throws IOException {
        end = append(file, end, key, value);
        contents.put(key, value);
    }

    @Override
    public void remove(String key) throws IOException {
        if (contents.remove(key) != null && !has(Fault.REMOVES_IN_MEMORY_ONLY)) {
            end = append(file, end, key, null);
        }
    }

    private static long append(DiskFile to, long at, String key, @Nullable String value) throws IOException {
        byte[] keyBytes = key.getBytes(ISO_8859_1);
        byte[] valueBytes = value == null ? new byte[0] : value.getBytes(ISO_8859_1);
        ByteBuffer record = ByteBuffer.allocate(HEADER_BYTES + keyBytes.length + valueBytes.length);
        record.putInt(0).put((byte) keyBytes.length).putShort((short) (value == null ? TOMBSTONE : valueBytes.length));
        record.put(keyBytes).put(valueBytes).flip();
        record.putInt(0, crc(record, 0, record.limit()));
        long next = at;
        while (record.hasRemaining()) {
            next += to.write(record, next);
        }
        return next;
    }

    @Override
    public void sync() throws IOException {
        if (!has(Fault.ACKNOWLEDGES_BEFORE_THE_FORCE)) {
            file.force();
        }
    }

    @Override
    public void compact() throws IOException {
        boolean inPlace = has(Fault.COMPACTS_IN_PLACE);
        if (inPlace) {
            file.truncate(0);
        }
        DiskFile compacted = inPlace ? file : disk.create(DRAFT);
        long at = 0;
        for (var entry : contents.entrySet()) {
            at = append(compacted, at, entry.getKey(), entry.getValue());
        }
        compacted.force();
        if (!inPlace) {
            disk.rename(DRAFT, LOG);
            if (!has(Fault.DOES_NOT_FORCE_THE_DIRECTORY)) {
                disk.forceDirectory(DIRECTORY);
            }
        }
        file = compacted;
        end = at;
    }

    @Override
    public SortedMap<String, String> contents() {
        return new TreeMap<>(contents);
    }
}

package kvs.inspect;

import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import kvs.log.RawRecord;
import kvs.protocol.Bytes;

/**
 * The bytes of a record, field by field ({@code kvs.log.RecordFormat}, {@code kvs.engine.log.EntryFormat}).
 *
 * <pre>
 *   0000000003.log at offset 32: a record of 31 bytes
 *
 *        32   3a 9f 10 c2                crc         right
 *        36   00 00 00 0b                length      11 bytes of payload
 *        40   00 00 00 00 00 00 00 07    sequence    7
 *        48   00 00 00 20                forced      32 bytes of this segment had been forced before it
 *        52   01                         kind        set
 *        53   00 00 00 03                keyLength   3
 *        57   66 6f 6f                   key         "foo"
 *        60   62 61 72                   value       "bar"
 * </pre>
 */
final class RecordDump {
    private static final int BYTES_A_LINE = 8;

    /** How many bytes of a field are shown. */
    private static final int MAX_BYTES = 128;

    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    private final PrintWriter out;
    private final ByteBuffer bytes;

    /** The offset in the file of the first byte. */
    private final long start;

    private RecordDump(PrintWriter out, ByteBuffer bytes, long start) {
        this.out = out;
        this.bytes = bytes;
        this.start = start;
    }

    static void print(PrintWriter out, RawRecord record, long offset) {
        RecordDump dump = new RecordDump(out, record.bytes(), offset);
        out.print(record.file() + " at offset " + offset + ": ");
        if (offset == 0 && record.bytes().remaining() >= RawRecord.FIRST_OFFSET) {
            out.printf("the header of the segment%n%n");
            dump.header();
        } else if (record.fault() == null) {
            out.printf("a record of %,d bytes%n%n", record.bytes().remaining());
            dump.record();
        } else {
            out.printf("not a record:%n  %s%n%n", record.fault());
            dump.field(record.bytes().remaining(), "", "the bytes there");
        }
    }

    private void header() {
        field(8, "magic", peek(8).toString());
        field(4, "version", String.valueOf(bytes.getInt(bytes.position())));
        field(4, "id", String.valueOf(bytes.getInt(bytes.position())));
        field(8, "first", bytes.getLong(bytes.position()) + ": no record has a lower sequence number");
        field(4, "salt", "mixed into the checksum of every record");
        field(4, "crc", "right");
    }

    private void record() {
        field(4, "crc", "right");
        field(4, "length", bytes.getInt(bytes.position()) + " bytes of payload");
        field(8, "sequence", String.valueOf(bytes.getLong(bytes.position())));
        field(4, "forced", bytes.getInt(bytes.position()) + " bytes of this segment had been forced before it");
        int left = bytes.remaining();
        int keyLength = left < 5 ? -1 : bytes.getInt(bytes.position() + 1);
        if (keyLength < 0 || keyLength > left - 5) {
            field(left, "payload", "not an entry of the engine kvs");
            return;
        }
        byte kind = bytes.get(bytes.position());
        field(1, "kind", kind == 1 ? "set" : kind == 2 ? "tombstone" : "unknown");
        field(4, "keyLength", String.valueOf(keyLength));
        field(keyLength, "key", peek(keyLength).toString());
        if (bytes.hasRemaining() || kind == 1) {
            field(bytes.remaining(), "value", peek(bytes.remaining()).toString());
        }
    }

    private Bytes peek(int length) {
        byte[] some = new byte[length];
        bytes.get(bytes.position(), some);
        return Bytes.copyOf(some, 0, length);
    }

    /** Takes {@code length} bytes, and shows them in lines of eight, with a name and a meaning beside the first. */
    private void field(int length, String name, String meaning) {
        byte[] field = peek(length).toArray();
        int shown = Math.min(length, MAX_BYTES);
        for (int at = 0; at == 0 || at < shown; at += BYTES_A_LINE) {
            String hex = HEX.formatHex(field, at, Math.min(shown, at + BYTES_A_LINE));
            String line = at == 0
                    ? "%9d   %-23s   %-10s  %s".formatted(start + bytes.position(), hex, name, meaning)
                    : "%9d   %s".formatted(start + bytes.position() + at, hex);
            out.println(line.stripTrailing());
        }
        if (shown < length) {
            out.println("            … and " + SegmentTable.number(length - shown) + " more");
        }
        bytes.position(bytes.position() + length);
    }
}

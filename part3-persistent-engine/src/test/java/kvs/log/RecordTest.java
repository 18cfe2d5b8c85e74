package kvs.log;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import kvs.protocol.Fact;
import kvs.protocol.Frame;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A record on disk, byte by byte, and the faults of a record with a wrong byte. */
@Tag("3.1")
class RecordTest {
    private static final byte[] FOO = "foo".getBytes(US_ASCII);

    @Test
    void a_record_has_five_fields() {
        Fact.when("encode \"foo\" with salt 0, sequence 7, forced 32")
                .usually("the checksum covers length, sequence, forced and payload: everything but itself")
                .gives(
                        Frame.of(
                                "checksum", "24 b7 13 46",
                                "length", "00 00 00 03",
                                "sequence", "00 00 00 00 00 00 00 07",
                                "forced", "00 00 00 20",
                                "payload", "66 6f 6f"),
                        Unpooled.wrappedBuffer(encoded(0, FOO)));
    }

    @Test
    void the_salt_changes_the_checksum_and_nothing_else() {
        Fact.when("encode \"foo\" with salt 4d (77), sequence 7, forced 32")
                .usually("the checksum on disk is salt ^ CRC32C")
                .gives(
                        Frame.of(
                                "checksum", "24 b7 13 0b",
                                "length", "00 00 00 03",
                                "sequence", "00 00 00 00 00 00 00 07",
                                "forced", "00 00 00 20",
                                "payload", "66 6f 6f"),
                        Unpooled.wrappedBuffer(encoded(77, FOO)));
    }

    @Test
    void a_payload_may_be_empty() {
        Fact.when("encode no bytes with salt 0, sequence 7, forced 32")
                .gives(
                        Frame.of(
                                "checksum", "ca bb 1a 70",
                                "length", "00 00 00 00",
                                "sequence", "00 00 00 00 00 00 00 07",
                                "forced", "00 00 00 20"),
                        Unpooled.wrappedBuffer(encoded(0, new byte[0])));
    }

    @Test
    void a_sequence_has_eight_bytes_and_the_salt_and_forced_have_four() {
        ByteBuffer out = ByteBuffer.allocate(RecordFormat.HEADER_BYTES);
        RecordFormat.encode(out, 0x80000001, 0x0102030405060708L, 0x11223344, Payload.of());
        Fact.when("encode no bytes with salt 80 00 00 01, sequence 01 02 03 04 05 06 07 08, forced 11 22 33 44")
                .usually("a field was written with fewer bytes than it has")
                .gives(
                        Frame.of(
                                "checksum", "68 7c f9 97",
                                "length", "00 00 00 00",
                                "sequence", "01 02 03 04 05 06 07 08",
                                "forced", "11 22 33 44"),
                        Unpooled.wrappedBuffer(out.array()));
    }

    @Test
    void a_record_begins_at_the_position_of_the_buffer() {
        for (ByteBuffer out : buffers()) {
            out.putInt(0x11111111);
            RecordFormat.encode(out, 0, 7, 32, Payload.of(FOO));
            Fact.when("encode \"foo\" into " + kind(out) + " with 4 bytes in it, position()")
                    .gives(27, out.position());
            Fact.when("encode \"foo\" into " + kind(out) + " with 4 bytes in it, limit()")
                    .usually("the limit was set for the checksum and not restored, so no more records fit")
                    .gives(100, out.limit());
            Fact.when("encode \"foo\" into " + kind(out) + " with 4 bytes in it")
                    .usually(
                            "an offset was counted from the start of the buffer; count it from the start of the record")
                    .gives(
                            Frame.of(
                                    "bytes before it", "11 11 11 11",
                                    "checksum", "24 b7 13 46",
                                    "length", "00 00 00 03",
                                    "sequence", "00 00 00 00 00 00 00 07",
                                    "forced", "00 00 00 20",
                                    "payload", "66 6f 6f"),
                            Unpooled.wrappedBuffer(out.flip()));
        }
    }

    @Test
    void rejects_a_payload_that_writes_another_number_of_bytes() {
        for (int written : new int[] {2, 4}) {
            Fact fact = Fact.when("encode a payload whose length() is 3, and which writes " + written)
                    .usually(
                            "the record now has a wrong length and a right checksum: compare the position with length()");
            ByteBuffer out = ByteBuffer.allocate(100).position(5);
            try {
                RecordFormat.encode(out, 0, 7, 32, new WrongLength(3, written));
                fact.holds(false, "IllegalStateException", "no exception");
            } catch (IllegalStateException e) {
                Fact.when("encode a payload whose length() is 3, and which writes " + written
                                + ", at position 5; the message of the exception")
                        .usually("the bytes of the payload begin after those of the header")
                        .holds(
                                hasNumber(e.getMessage(), 3) && hasNumber(e.getMessage(), written),
                                "a sentence with 3 and " + written + " in it",
                                e.getMessage());
            }
        }
    }

    @Test
    void a_whole_record_has_no_fault_at_any_offset() {
        for (ByteBuffer in : buffers()) {
            in.put(new byte[5]);
            RecordFormat.encode(in, 77, 7, 32, Payload.of(FOO));
            in.clear().position(3).limit(40);
            String did = " of a whole record at byte 5 of " + kind(in);
            Fact.when("faultInHeader" + did).gives(null, RecordFormat.faultInHeader(in, 5, 32));
            Fact.when("faultInChecksum" + did)
                    .usually("the checksum covers other bytes than in encode, or leaves out the salt")
                    .gives(null, RecordFormat.faultInChecksum(in, 5, 77));
            Fact.when("faultInChecksum" + did + ", position and limit after it")
                    .gives("3, 40", in.position() + ", " + in.limit());
        }
    }

    @Test
    void a_length_must_fit_in_the_file() {
        ByteBuffer in = ByteBuffer.wrap(encoded(0, FOO));
        expectLength(in, "00 00 00 03", 23, true);
        expectLength(in, "00 00 00 03", 22, false);
        expectLength(in, "00 00 00 04", 23, false);
        expectLength(in, "00 00 00 17", 23, false);
        expectLength(in, "7f ff ff ff", 23, false);
        expectLength(in, "80 00 00 00", 23, false);
        expectLength(in, "ff ff ff ff", 23, false);
        expectLength(in, "00 00 00 00", 20, true);
    }

    @Test
    void a_length_has_a_limit_in_any_file() {
        ByteBuffer in = ByteBuffer.wrap(encoded(0, FOO));
        expectLength(in, "04 00 00 00", Long.MAX_VALUE, true);
        expectLength(in, "04 00 00 01", Long.MAX_VALUE, false);
        expectLength(in, "ff ff ff ff", Long.MAX_VALUE, false);
    }

    private static void expectLength(ByteBuffer in, String length, long left, boolean plausible) {
        in.put(4, HexFormat.ofDelimiter(" ").parseHex(length));
        String fault = RecordFormat.faultInHeader(in, 0, left);
        long claimed = Integer.toUnsignedLong(in.getInt(4));
        boolean tooLong = claimed > left - 20;
        boolean namesTheBound = (tooLong && hasNumber(fault, left - 20))
                || (claimed > RecordFormat.MAX_PAYLOAD_BYTES && hasNumber(fault, RecordFormat.MAX_PAYLOAD_BYTES));
        Fact.when("faultInHeader of a record with length " + length + ", left " + left)
                .usually("the length is unsigned, and the bytes left in the file include the header")
                .holds(
                        plausible ? fault == null : hasNumber(fault, claimed) && namesTheBound,
                        plausible
                                ? "null"
                                : "a sentence with " + claimed + " and "
                                        + (tooLong ? left - 20 : RecordFormat.MAX_PAYLOAD_BYTES) + " in it",
                        fault);
    }

    /** Returns whether a message has a number, and not only its digits within another one. */
    private static boolean hasNumber(@Nullable String message, long number) {
        return message != null && List.of(message.split("[^-0-9]+")).contains(String.valueOf(number));
    }

    @Test
    void a_flipped_bit_in_any_field_is_a_fault() {
        byte[] right = encoded(0, FOO);
        for (int bit = 0; bit < 8 * right.length; bit++) {
            byte[] bytes = right.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Fact.when("flip bit " + bit % 8 + " of byte " + bit / 8 + " (in the " + field(bit / 8)
                            + ") of a record, look for a fault")
                    .usually("the checksum leaves that field out")
                    .holds(fault(bytes) != null, "a fault", "null");
        }
    }

    @Test
    void a_wrong_length_is_a_fault_by_itself() {
        // Chosen so that the CRC32C of sequence, forced and payload is the same with these four bytes and without them.
        byte[] payload = HexFormat.ofDelimiter(" ").parseHex("a6 e3 49 db");
        byte[] bytes = encoded(0, payload);
        bytes[7] = 0;
        Fact.when("encode a6 e3 49 db, flip one bit so that the length is 0 and not 4, look for a fault")
                .usually("the checksum leaves the length out, so an empty value passes as right")
                .holds(fault(bytes) != null, "a fault", "null");
    }

    @Test
    void a_record_with_another_salt_is_a_fault() {
        byte[] bytes = encoded(77, FOO);
        Fact.when("encode with salt 77, faultInChecksum with salt 78")
                .usually("a copy of a log file, stored as a value, would pass for records of this file")
                .holds(RecordFormat.faultInChecksum(ByteBuffer.wrap(bytes), 0, 78) != null, "a fault", "null");
    }

    private static @Nullable String fault(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        String fault = RecordFormat.faultInHeader(in, 0, bytes.length);
        return fault == null ? RecordFormat.faultInChecksum(in, 0, 0) : fault;
    }

    private static String field(int at) {
        return at < 4 ? "checksum" : at < 8 ? "length" : at < 16 ? "sequence" : at < 20 ? "forced" : "payload";
    }

    private static byte[] encoded(int salt, byte[] payload) {
        ByteBuffer out = ByteBuffer.allocate(RecordFormat.HEADER_BYTES + payload.length);
        RecordFormat.encode(out, salt, 7, 32, Payload.of(payload));
        return out.array();
    }

    private static List<ByteBuffer> buffers() {
        return List.of(
                ByteBuffer.allocate(100),
                ByteBuffer.allocateDirect(100),
                ByteBuffer.allocate(110).slice(10, 100));
    }

    private static String kind(ByteBuffer buffer) {
        return buffer.isDirect()
                ? "a buffer outside the heap"
                : buffer.arrayOffset() > 0 ? "a slice of a buffer" : "a buffer";
    }

    /** A payload that announces one length and writes another. */
    record WrongLength(int length, int written) implements Payload {
        @Override
        public void writeTo(ByteBuffer out) {
            out.put(new byte[written]);
        }

        /** Without the numbers, which the test looks for in a message. */
        @Override
        public String toString() {
            return "a payload";
        }
    }
}

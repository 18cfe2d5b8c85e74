package kvs.log;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.io.DiskFile;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import kvs.protocol.Frame;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records are appended at the end of a segment, where their pointers say. */
@Tag("3.2")
class AppendTest {
    private static final int BUFFER_BYTES = 60;

    private final SimDisk disk = new SimDisk();

    @Test
    void the_first_record_follows_the_header() throws IOException {
        SegmentWriter writer = writer();
        LogPointer at = append(writer, 7, "foo");
        writer.flush();
        Fact.when("append \"foo\" to a new segment")
                .usually("offset and length are those of the whole record, its header included")
                .gives("segment 1, offset 32, length 23", shown(at));
        Fact.when("append \"foo\" with the number 7, flush, the file from byte 32 on")
                .gives(
                        Frame.of(
                                "checksum", "24 b7 13 46",
                                "length", "00 00 00 03",
                                "sequence", "00 00 00 00 00 00 00 07",
                                "forced", "00 00 00 20",
                                "payload", "66 6f 6f"),
                        Unpooled.wrappedBuffer(file(32)));
    }

    @Test
    void each_record_begins_where_the_one_before_it_ends() throws IOException {
        SegmentWriter writer = writer();
        List<String> got = new ArrayList<>();
        got.add(shown(append(writer, 1, "one")));
        got.add(shown(append(writer, 2, "")));
        writer.flush();
        got.add(shown(append(writer, 3, "three")));
        Fact.when("append \"one\", append \"\", flush, append \"three\"")
                .usually("the offset counts from the start of the file, and not of the buffer, which a flush empties")
                .gives(
                        List.of(
                                "segment 1, offset 32, length 23",
                                "segment 1, offset 55, length 20",
                                "segment 1, offset 75, length 25"),
                        got);
    }

    @Test
    void a_record_can_be_read_where_its_pointer_says() throws IOException {
        SegmentWriter writer = writer();
        List<LogPointer> pointers = new ArrayList<>();
        List<String> texts = List.of("one", "", "three", "a fourth one, which fills the buffer", "five");
        for (String text : texts) {
            pointers.add(append(writer, pointers.size() + 1L, text));
        }
        writer.flush();
        for (int i = 0; i < texts.size(); i++) {
            LogPointer at = pointers.get(i);
            Fact.when("append five records, flush, read number " + (i + 1) + " at " + shown(at))
                    .gives(texts.get(i), read(writer, at));
        }
    }

    private static String read(SegmentWriter writer, LogPointer at) {
        try {
            return Logs.text(writer.segment().read(at));
        } catch (IOException | IllegalArgumentException e) {
            return Logs.messageOf(e);
        }
    }

    @Test
    void appends_a_record_longer_than_the_buffer() throws IOException {
        SegmentWriter writer = writer();
        append(writer, 1, "small");
        LogPointer at = append(writer, 2, "x".repeat(200));
        writer.flush();
        Fact.when("append \"small\", then 200 bytes, with a buffer of 60")
                .gives("segment 1, offset 57, length 220", shown(at));
        Fact.when("read the 200 bytes").gives("x".repeat(200), read(writer, at));
    }

    @Test
    void a_record_holds_how_much_was_forced_before_it() throws IOException {
        SegmentWriter writer = writer();
        append(writer, 1, "one");
        writer.flush();
        LogPointer second = append(writer, 2, "two");
        writer.flush();
        writer.force();
        LogPointer third = append(writer, 3, "three");
        writer.flush();
        Fact.when("append, flush, append, flush; the field forced of the second record")
                .usually("what was flushed is not forced yet: a loss of power can take it")
                .gives(32, forced(second));
        Fact.when("..., force, append, flush; the field forced of the third record")
                .gives(78, forced(third));
    }

    private int forced(LogPointer at) throws IOException {
        return RecordFormat.forced(ByteBuffer.wrap(disk.bytes(Logs.segment(1))), at.offset());
    }

    @Test
    void the_number_of_the_last_record_is_remembered() throws IOException {
        SegmentWriter writer = writer();
        append(writer, 5, "five");
        append(writer, 9, "nine");
        writer.flush();
        Fact.when("append number 5, append number 9, flush, force()")
                .usually("nextSequence is one above the number of the last record")
                .gives(10, writer.force());
    }

    @Test
    void nothing_is_left_of_a_payload_that_fails() throws IOException {
        SegmentWriter writer = writer();
        append(writer, 1, "one");
        boolean thrown = false;
        try {
            writer.append(2, new Torn());
        } catch (UncheckedIOException _) {
            thrown = true;
        }
        Fact.when("append a payload that throws after 2 of its 8 bytes")
                .usually("the failure was swallowed, and the caller gets a pointer to a record that is not there")
                .holds(thrown, "the exception of the payload", "no exception");
        LogPointer at = append(writer, 2, "two");
        writer.flush();
        Fact.when("append \"one\", append a payload that throws after 2 of its 8 bytes, append \"two\"")
                .usually("the first bytes of the record that failed are still in the buffer")
                .gives("segment 1, offset 55, length 23", shown(at));
        Fact.when("flush and read \"two\"").gives("two", read(writer, at));
    }

    @Test
    void nothing_is_left_of_a_payload_that_fails_after_a_flush() throws IOException {
        SegmentWriter writer = writer();
        append(writer, 1, "one");
        append(writer, 2, "two");
        try {
            writer.append(3, new Torn());
        } catch (UncheckedIOException _) {
            // As it should be; the test above asks for it.
        }
        String did =
                "append \"one\" and \"two\" to a buffer of 60 bytes, append a payload that needs a flush and throws,"
                        + " append \"three\"";
        LogPointer at = append(writer, 3, "three");
        Fact.when(did)
                .usually("makeRoom may flush and empty the buffer, so a position that was noted before it is no longer"
                        + " that of the record")
                .gives("segment 1, offset 78, length 25", shown(at));
        writer.flush();
        Fact.when(did + ", flush, read \"three\"").gives("three", read(writer, at));
    }

    @Test
    void all_bytes_are_written_by_short_writes() throws IOException {
        byte[] bytes = new byte[300];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) (i % 251);
        }
        DiskFile file = disk.create(Logs.segment(1));
        disk.shortTransfers(1);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).position(10).limit(290);
        SegmentWriter.writeAll(file, buffer, 0);
        Fact fact = Fact.when("writeAll of bytes 10 to 290 of a buffer, to a disk with short writes");
        fact.usually(
                        "write returns how many bytes it wrote; the rest is still in the buffer, and follows them in the file")
                .gives(280, disk.bytes(Logs.segment(1)).length);
        int wrong = Arrays.mismatch(Arrays.copyOfRange(bytes, 10, 290), disk.bytes(Logs.segment(1)));
        fact.holds(wrong < 0, "the same bytes", "another byte at " + wrong);
    }

    @Test
    void bytes_are_written_where_they_belong() throws IOException {
        DiskFile file = disk.create(Logs.segment(1));
        SegmentWriter.writeAll(file, ByteBuffer.wrap(new byte[] {1, 2, 3, 4}), 0);
        SegmentWriter.writeAll(file, ByteBuffer.wrap(new byte[] {5, 6}), 3);
        Fact.when("writeAll of 01 02 03 04 at 0, then of 05 06 at 3")
                .gives(
                        Frame.of("first bytes", "01 02 03", "bytes written second", "05 06"),
                        Unpooled.wrappedBuffer(disk.bytes(Logs.segment(1))));
    }

    /** Returns a writer for the new segment 1, with the salt 0. */
    private SegmentWriter writer() throws IOException {
        Segment segment = Segment.create(disk, Logs.DIRECTORY, new SegmentHeader(1, 1, 0));
        return new SegmentWriter(segment, ByteBuffer.allocateDirect(BUFFER_BYTES), SegmentHeader.BYTES, 1);
    }

    private static LogPointer append(SegmentWriter writer, long sequence, String text) throws IOException {
        return writer.append(sequence, Logs.payload(text));
    }

    private byte[] file(int from) throws IOException {
        byte[] bytes = disk.bytes(Logs.segment(1));
        return Arrays.copyOfRange(bytes, Math.min(from, bytes.length), bytes.length);
    }

    private static String shown(LogPointer at) {
        return "segment " + at.segment() + ", offset " + at.offset() + ", length " + at.length();
    }

    private static final class Torn implements Payload {
        @Override
        public int length() {
            return 8;
        }

        @Override
        public void writeTo(ByteBuffer out) {
            out.put(new byte[2]);
            throw new UncheckedIOException(new IOException("the payload failed"));
        }
    }
}

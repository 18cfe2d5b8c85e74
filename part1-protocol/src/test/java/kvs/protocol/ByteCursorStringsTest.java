package kvs.protocol;

import com.sun.management.ThreadMXBean;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.lang.management.ManagementFactory;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.2: length-prefixed strings. */
@Tag("1.2")
class ByteCursorStringsTest {
    private static final Frame FOO = Frame.of("length", "00 00 00 03", "string", "66 6f 6f");

    @Test
    void reads_as_many_bytes_as_the_length_says() {
        Frame twice = FOO.then(Frame.of("what follows", "2a"));
        ByteCursor in = ByteCursor.over(twice.bytes());
        Fact.when("getString(10)", twice.bytes()).gives(Bytes.utf8("foo"), Strings.taken(in.getString(10)));
        Fact.when("getString(10), then position()", twice.bytes()).gives(7, in.position());
    }

    @Test
    void reads_from_a_buffer_that_starts_inside_its_array() {
        byte[] array = Frame.of("bytes of others", "01 02 03").then(FOO).bytes();
        ByteCursor in = new ByteCursor(Unpooled.wrappedBuffer(array, 3, array.length - 3));
        Fact.when("getString(10) on the last 7 of", array)
                .usually(
                        "position counts from the start of the buffer, which need not be the start of its array: see base")
                .gives(Bytes.utf8("foo"), Strings.taken(in.getString(10)));
    }

    @Test
    void reads_an_empty_string() {
        ByteCursor in = ByteCursor.over(ZEROS);
        Fact.when("getString(10)", ZEROS)
                .usually("length 0 is a whole string; there is nothing to wait for")
                .gives(Bytes.EMPTY, Strings.taken(in.getString(10)));
    }

    @Test
    void accepts_a_string_exactly_as_long_as_the_limit() {
        Fact.when("getString(3)", FOO.bytes())
                .gives(
                        Bytes.utf8("foo"),
                        Strings.taken(ByteCursor.over(FOO.bytes()).getString(3)));
    }

    @Test
    void is_incomplete_until_the_length_has_arrived() {
        for (int arrived = 0; arrived < 4; arrived++) {
            byte[] bytes = FOO.prefix(arrived);
            Fact.when("getString(10)", bytes)
                    .gives(new Incomplete<>(4 - arrived), ByteCursor.over(bytes).getString(10));
        }
    }

    @Test
    void counts_only_the_missing_bytes_of_the_string() {
        for (int arrived = 4; arrived < 7; arrived++) {
            byte[] bytes = FOO.prefix(arrived);
            Fact.when("getString(10)", bytes)
                    .usually("atLeast is the number of missing bytes, not the length of the string")
                    .gives(new Incomplete<>(7 - arrived), ByteCursor.over(bytes).getString(10));
        }
    }

    @Test
    void does_not_move_while_the_string_is_incomplete() {
        ByteCursor in = ByteCursor.over(FOO.prefix(5));
        in.getString(10);
        Fact.when("getString(10), then position()", FOO.prefix(5))
                .usually("the cursor stayed after the length: the next attempt reads other bytes as the length")
                .gives(0, in.position());
    }

    @Test
    void rejects_a_length_above_the_limit_before_its_bytes_arrive() {
        ByteCursor in = ByteCursor.over((byte) 0, (byte) 0, (byte) 0, (byte) 4);
        Parsed<ByteCursor.Slice> parsed = in.getString(3);
        Fact.when("getString(3) on 00 00 00 04")
                .usually("a parser that waits for a string above the limit must keep every byte of it that arrives")
                .holds(parsed instanceof Malformed<?>, "Malformed: 4 is above the limit of 3", parsed);
        Fact.when("getString(3) on 00 00 00 04")
                .usually("the reason is a sentence for a person, such as \"length 4 is above the limit of 3\"")
                .holds(parsed instanceof Malformed<?>(String reason, int _) && !reason.isBlank(), "a reason", parsed);
        Fact.when("getString(3) on 00 00 00 04, then position()").gives(0, in.position());
    }

    @Test
    void rejects_a_length_with_the_highest_bit_set() {
        Frame huge = Frame.of("length", "ff ff ff ff", "string", "66 6f 6f");
        Parsed<ByteCursor.Slice> parsed = ByteCursor.over(huge.bytes()).getString(10);
        Fact.when("getString(10)", huge.bytes())
                .usually("the length was cast to int, which makes it -1: below every limit")
                .holds(parsed instanceof Malformed<?>, "Malformed: 4294967295 is above the limit of 10", parsed);
    }

    @Test
    void counts_only_bytes_that_have_arrived() {
        ByteBuf buffer = Unpooled.buffer(64).writeBytes(FOO.prefix(5));
        Fact.when("getString(10) on 00 00 00 03 66, in a buffer with room for 64 bytes")
                .usually("the array is longer than what has arrived: ask remaining(), not the array")
                .gives(new Incomplete<>(2), new ByteCursor(buffer).getString(10));
    }

    @Test
    void a_slice_shares_the_array_of_the_buffer() {
        byte[] bytes = FOO.bytes();
        Parsed<ByteCursor.Slice> parsed = ByteCursor.over(bytes).getString(10);
        Fact.when("getString(10), then array() of the slice,", bytes)
                .usually("getString copied the string: a slice says where the bytes lie in the buffer's own array")
                .holds(
                        parsed instanceof Complete<ByteCursor.Slice>(ByteCursor.Slice slice)
                                && slice.array() == bytes
                                && slice.from() == 4,
                        "the array of the buffer, from 4",
                        parsed);
    }

    @Test
    void copies_nothing_of_a_string_that_has_not_fully_arrived() {
        byte[] bytes = new byte[4 + (1 << 20)];
        bytes[1] = 0x10;
        bytes[3] = 0x01;
        ByteCursor in = ByteCursor.over(bytes);
        long before = allocatedBytes();
        Parsed<ByteCursor.Slice> parsed = in.getString(Limits.LARGEST);
        long allocated = allocatedBytes() - before;
        Fact.when("getString on all but one byte of a string of 1 MiB")
                .usually("the bytes that have arrived were copied, and each attempt copies them again")
                .holds(allocated < 1 << 16, "less than 64 KiB allocated", (allocated >> 10) + " KiB allocated");
        Fact.when("getString on all but one byte of a string of 1 MiB").gives(new Incomplete<>(1), parsed);
    }

    @Test
    void returns_to_where_it_was_in_the_middle_of_a_message() {
        Frame third = Frame.of("an earlier message", "09 09", "an earlier field", "01", "length", "00 00 00 04");
        for (int limit : new int[] {3, 10}) {
            ByteCursor in = ByteCursor.over(third.bytes());
            in.skip(2);
            in.begin();
            in.skip(1);
            Parsed<ByteCursor.Slice> parsed = in.getString(limit);
            Fact.when(
                            "getString(" + limit + ") at byte 3, in a message that starts at byte 2, then position(),",
                            third.bytes())
                    .usually("the cursor returns to the length, not to the start of the message or of the buffer")
                    .gives(3, in.position());
            if (limit == 3) {
                Fact.when("getString(3) at byte 3, in a message that starts at byte 2,", third.bytes())
                        .usually("offsets count from the start of the message: offset(), not position()")
                        .holds(
                                parsed instanceof Malformed<?>(String _, int offset) && offset == 1,
                                "Malformed at offset 1",
                                parsed);
            }
        }
    }

    @Test
    void malformed_has_the_offset_of_the_length() {
        Frame second = Frame.of("what came before", "01", "length", "00 00 00 04");
        ByteCursor in = ByteCursor.over(second.bytes());
        in.position(1);
        Parsed<ByteCursor.Slice> parsed = in.getString(3);
        Fact.when("getString(3), after one byte of the same message,", second.bytes())
                .usually("the offset is that of the length's first byte: call offset() while the cursor stands there")
                .holds(
                        parsed instanceof Malformed<?>(String _, int offset) && offset == 1,
                        "Malformed at offset 1",
                        parsed);
    }

    @Test
    void allocates_nothing_for_an_announced_length() {
        Frame announced = Frame.of("length", "04 00 00 00", "string", "66 6f 6f");
        ByteCursor in = ByteCursor.over(announced.bytes());
        long before = allocatedBytes();
        Parsed<ByteCursor.Slice> parsed = in.getString(Limits.LARGEST);
        long allocated = allocatedBytes() - before;
        Fact.when("getString(536870912)", announced.bytes())
                .usually("an array was allocated for the announced length: 64 MiB for seven bytes")
                .holds(allocated < 1 << 20, "less than 1 MiB allocated", (allocated >> 20) + " MiB allocated");
        Fact.when("getString(536870912)", announced.bytes()).gives(new Incomplete<>((64 << 20) - 3), parsed);
    }

    @Test
    void writes_the_length_in_bytes_not_in_characters() {
        ByteBuf out = Unpooled.buffer();
        BinaryCodec.putString("né", out);
        Fact.when("putString(\"né\")")
                .usually("é is one character and two bytes in UTF-8")
                .gives(Frame.of("length", "00 00 00 03", "string", "6e c3 a9"), out);
    }

    @Test
    void writes_the_four_bytes_of_a_character_outside_the_basic_plane() {
        ByteBuf out = Unpooled.buffer();
        BinaryCodec.putString("\ud83d\ude00", out);
        Fact.when("putString of U+1F600")
                .usually("U+1F600 is two chars in Java, one character, and four bytes in UTF-8")
                .gives(Frame.of("length", "00 00 00 04", "string", "f0 9f 98 80"), out);
    }

    @Test
    void appends_a_string_to_what_the_buffer_holds() {
        ByteBuf out = Unpooled.buffer().writeByte(0x2a);
        BinaryCodec.putString("foo", out);
        Fact.when("putString(\"foo\") to a buffer that holds 2a")
                .usually("the buffer may hold earlier fields: only append to it")
                .gives(Frame.of("byte that was there", "2a").then(FOO), out);
    }

    @Test
    void writes_an_empty_string_as_its_length_alone() {
        ByteBuf out = Unpooled.buffer();
        BinaryCodec.putString("", out);
        Fact.when("putString(\"\")").gives(Frame.of("length", "00 00 00 00"), out);
    }

    private static final byte[] ZEROS = new byte[4];

    private static long allocatedBytes() {
        return ((ThreadMXBean) ManagementFactory.getThreadMXBean()).getCurrentThreadAllocatedBytes();
    }
}

package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;

/** Keys and values: equality, order, immutability, and text for a log. */
class BytesTest {

    @FixedSeed
    void round_trip_through_an_array(@ForAll byte[] array) {
        Fact.when("copyOf, then toArray()", array)
                .holds(Arrays.equals(array, Bytes.copyOf(array).toArray()), "the same bytes", "other bytes");
        Fact.when("copyOf, then length()", array)
                .gives(array.length, Bytes.copyOf(array).length());
        for (int i = 0; i < array.length; i++) {
            Fact.when("copyOf, then at(" + i + ")", array)
                    .gives(Byte.toUnsignedInt(array[i]), Bytes.copyOf(array).at(i));
        }
    }

    @FixedSeed
    void compare_as_unsigned_bytes_do(@ForAll byte[] left, @ForAll byte[] right) {
        int order = Bytes.copyOf(left).compareTo(Bytes.copyOf(right));
        Fact.when("the sign of " + Fact.shown(left) + " compared with", right)
                .gives(Integer.signum(Arrays.compareUnsigned(left, right)), Integer.signum(order));
        Fact.when("whether they are equal: " + Fact.shown(left) + " and", right)
                .gives(order == 0, Bytes.copyOf(left).equals(Bytes.copyOf(right)));
    }

    @FixedSeed
    void are_equal_and_hash_alike_when_they_have_the_same_bytes(@ForAll byte[] array) {
        Fact.when("two copies", array).gives(Bytes.copyOf(array), Bytes.copyOf(array));
        Fact.when("hashCode() of two copies", array)
                .gives(Bytes.copyOf(array).hashCode(), Bytes.copyOf(array).hashCode());
    }

    @FixedSeed
    void writeTo_appends_all_bytes(@ForAll byte[] array) {
        ByteBuf out = Unpooled.buffer();
        Bytes.copyOf(array).writeTo(out);
        Fact.when("writeTo", array).gives(Bytes.copyOf(array), Bytes.copyOf(Frame.bytesOf(out)));
    }

    @FixedSeed
    void take_any_part_of_an_array(@ForAll byte[] array, @ForAll int cut) {
        int from = Math.floorMod(cut, array.length + 1);
        for (int length = 0; length <= array.length - from; length++) {
            Fact.when("copyOf(array, " + from + ", " + length + ")", array)
                    .gives(
                            Bytes.copyOf(Arrays.copyOfRange(array, from, from + length)),
                            Bytes.copyOf(array, from, length));
        }
    }

    @Example
    void order_7f_before_80_and_a_prefix_before_what_it_begins() {
        order(Bytes.copyOf((byte) 0x7f), Bytes.copyOf((byte) 0x80));
        order(Bytes.utf8("foo"), Bytes.utf8("foobar"));
        order(Bytes.EMPTY, Bytes.copyOf((byte) 0));
    }

    @Example
    void do_not_share_the_array_that_they_were_copied_from() {
        byte[] array = {1, 2, 3};
        Bytes whole = Bytes.copyOf(array);
        Bytes part = Bytes.copyOf(array, 1, 2);
        array[1] = 9;
        Fact.when("copyOf 01 02 03, then overwrite the array").gives("hex:010203", whole.toString());
        Fact.when("copyOf 02 03 of it, then overwrite the array").gives("hex:0203", part.toString());
    }

    @Example
    void do_not_share_the_array_that_they_return() {
        Bytes bytes = Bytes.utf8("foo");
        bytes.toArray()[0] = 'x';
        Fact.when("overwrite toArray() of \"foo\"").gives(Bytes.utf8("foo"), bytes);
    }

    @Example
    void do_not_share_the_buffer_that_they_were_written_to() {
        Bytes bytes = Bytes.utf8("foo");
        ByteBuf out = Unpooled.buffer();
        bytes.writeTo(out);
        out.setByte(0, 'x');
        Fact.when("overwrite the buffer that \"foo\" was written to").gives(Bytes.utf8("foo"), bytes);
    }

    @Example
    void share_the_one_that_is_empty() {
        for (Bytes empty : new Bytes[] {Bytes.copyOf(), Bytes.utf8(""), Bytes.copyOf(new byte[] {1}, 1, 0)}) {
            Fact.when("no bytes").holds(empty == Bytes.EMPTY, "the one EMPTY", empty);
        }
    }

    @Example
    void at_rejects_an_index_outside() {
        for (int index : new int[] {-1, 3}) {
            assertThatExceptionOfType(ArrayIndexOutOfBoundsException.class)
                    .isThrownBy(() -> Bytes.utf8("foo").at(index));
        }
    }

    @Example
    void copyOf_rejects_a_range_outside_the_array() {
        byte[] array = {1, 2, 3};
        for (int[] part : new int[][] {{0, 4}, {3, 1}, {4, 1}, {-1, 1}, {0, -1}, {1, Integer.MAX_VALUE}}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .as(
                            "copyOf(01 02 03, %d, %d): zeros in place of missing bytes are bytes that the peer never sent",
                            part[0], part[1])
                    .isThrownBy(() -> Bytes.copyOf(array, part[0], part[1]));
        }
    }

    @Example
    void show_plain_ASCII_as_it_is_and_all_else_in_hex() {
        shows("\"\"", Bytes.EMPTY);
        shows("\" foo~\"", Bytes.utf8(" foo~"));
        shows("hex:6ec3a9", Bytes.utf8("né"));
        shows("hex:0a", Bytes.utf8("\n"));
        shows("hex:7f", Bytes.copyOf((byte) 0x7f));
        shows("hex:22", Bytes.utf8("\""));
        shows("hex:5c", Bytes.utf8("\\"));
    }

    @Example
    void show_no_more_than_32_bytes() {
        shows('"' + "a".repeat(32) + '"', Bytes.utf8("a".repeat(32)));
        shows('"' + "a".repeat(32) + "\"… (33 bytes)", Bytes.utf8("a".repeat(33)));
        shows("hex:" + "00".repeat(32) + "… (1048576 bytes)", Bytes.copyOf(new byte[1 << 20]));
    }

    @Example
    void read_what_is_not_UTF_8_as_the_replacement_character() {
        Fact.when("utf8() of 6e ff")
                .gives("n\ufffd", Bytes.copyOf((byte) 'n', (byte) 0xff).utf8());
    }

    private static void order(Bytes first, Bytes second) {
        Fact.when(first + " compared with " + second)
                .holds(first.compareTo(second) < 0, "less", first.compareTo(second));
        Fact.when(second + " compared with " + first)
                .holds(second.compareTo(first) > 0, "more", second.compareTo(first));
    }

    private static void shows(String expected, Bytes bytes) {
        Fact.when("toString()").gives(expected, bytes.toString());
    }

    @Example
    void copies_bytes_of_a_buffer_and_leaves_its_position() {
        byte[] content = {9, 9, 1, 2, 3, 9};
        ByteBuffer direct = ByteBuffer.allocateDirect(4);
        direct.put(content, 2, 4).flip();
        for (ByteBuffer buffer : List.of(ByteBuffer.wrap(content).slice(2, 4), direct, direct.asReadOnlyBuffer())) {
            buffer.position(1);
            Fact.when("copyOf(" + buffer + ", 0, 3)")
                    .usually("the index counts from the buffer's first byte, whatever its position and its array")
                    .gives(Bytes.copyOf((byte) 1, (byte) 2, (byte) 3), Bytes.copyOf(buffer, 0, 3));
            Fact.when("copyOf(" + buffer + ", 0, 3); the position").gives(1, buffer.position());
            Fact.when("copyOf(" + buffer + ", 4, 0)").gives(Bytes.EMPTY, Bytes.copyOf(buffer, 4, 0));
        }
    }

    @Example
    void copies_nothing_beyond_the_limit_of_a_buffer() {
        ByteBuffer buffer = ByteBuffer.wrap(new byte[8]).limit(4);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Bytes.copyOf(buffer, 2, 3));
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> Bytes.copyOf(buffer, -1, 2));
    }
}

package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.1: integers from bytes. */
@Tag("1.1")
class ByteCursorIntegersTest {

    @Test
    void reads_one_byte() {
        Fact.when("getU8()", bytes(0x2a)).gives(42, cursor(0x2a).getU8());
    }

    @Test
    void reads_a_byte_above_7f_as_a_positive_number() {
        Fact.when("getU8()", bytes(0xff))
                .usually("Java's byte goes from -128 to 127; & 0xff makes it 0 to 255")
                .gives(255, cursor(0xff).getU8());
    }

    @Test
    void reads_the_first_of_four_bytes_as_the_highest() {
        Fact.when("getU32()", bytes(1, 2, 3, 4))
                .usually("the bytes were joined in the wrong order: network byte order puts the highest byte first")
                .gives(0x01020304, cursor(1, 2, 3, 4).getU32());
    }

    @Test
    void reads_four_bytes_with_the_highest_bit_set_as_a_positive_number() {
        Fact.when("getU32()", bytes(0xff, 0xff, 0xff, 0xfe))
                .usually("an int cannot hold this value: widen to long before the shift")
                .gives(0xffff_fffeL, cursor(0xff, 0xff, 0xff, 0xfe).getU32());
    }

    @Test
    void moves_past_the_byte_it_read() {
        ByteCursor in = cursor(1, 2);
        in.getU8();
        Fact.when("getU8(), then position()", bytes(1, 2)).gives(1, in.position());
    }

    @Test
    void moves_past_the_four_bytes_it_read() {
        ByteCursor in = cursor(1, 2, 3, 4, 5);
        in.getU32();
        Fact.when("getU32(), then position()", bytes(1, 2, 3, 4, 5)).gives(4, in.position());
    }

    @Test
    void continues_where_the_last_read_ended() {
        ByteCursor in = cursor(1, 0, 0, 0, 2, 3);
        String did = "getU8(), getU32(), getU8()";
        String got = in.getU8() + ", " + in.getU32() + ", " + in.getU8();
        Fact.when(did, bytes(1, 0, 0, 0, 2, 3)).gives("1, 2, 3", got);
    }

    @Test
    void returns_underflow_when_no_byte_has_arrived() {
        Fact.when("getU8()", bytes()).gives(ByteCursor.UNDERFLOW, cursor().getU8());
    }

    @Test
    void returns_underflow_when_fewer_than_four_bytes_have_arrived() {
        for (byte[] arrived : new byte[][] {{}, {1}, {1, 2}, {1, 2, 3}}) {
            Fact.when("getU32()", arrived)
                    .gives(ByteCursor.UNDERFLOW, ByteCursor.over(arrived).getU32());
        }
    }

    @Test
    void does_not_read_bytes_after_the_end_of_what_has_arrived() {
        ByteBuf buffer = Unpooled.buffer(16).writeBytes(bytes(1, 2, 3));
        ByteCursor in = new ByteCursor(buffer);
        Fact.when("getU32() on 01 02 03, in a buffer with room for 16 bytes")
                .usually("the array is longer than what has arrived: ask remaining(), not the array")
                .gives(ByteCursor.UNDERFLOW, in.getU32());
        in.skip(3);
        Fact.when("getU8() after the last byte, in a buffer with room for 16 bytes")
                .usually("the array is longer than what has arrived: ask remaining(), not the array")
                .gives(ByteCursor.UNDERFLOW, in.getU8());
    }

    @Test
    void reads_from_a_buffer_that_starts_inside_its_array() {
        byte[] array = bytes(9, 9, 1, 2, 3, 4, 5);
        ByteCursor in = new ByteCursor(Unpooled.wrappedBuffer(array, 2, 5));
        Fact.when("getU32(), getU8() on the last 5 of", array)
                .usually("a buffer may start inside its array: peek knows where, an index into the array does not")
                .gives("16909060, 5", in.getU32() + ", " + in.getU8());
    }

    @Test
    void does_not_move_on_underflow() {
        ByteCursor in = cursor(9, 1, 2, 3);
        in.getU8();
        in.getU32();
        Fact.when("getU8(), getU32(), then position()", bytes(9, 1, 2, 3))
                .usually("the cursor moved although bytes were missing; the next attempt needs the same bytes again")
                .gives(1, in.position());
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }

    private static ByteCursor cursor(int... values) {
        return ByteCursor.over(bytes(values));
    }
}

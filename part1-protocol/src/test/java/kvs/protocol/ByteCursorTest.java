package kvs.protocol;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.junit.jupiter.api.Test;

/** A cursor over a buffer that grows. Exercises 1.1 and 1.2 have the tests of its reads. */
class ByteCursorTest {

    @Test
    void starts_at_the_reader_index() {
        ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {1, 2, 3}).skipBytes(1);
        ByteCursor in = new ByteCursor(buffer);
        Fact.when("position() of 01 02 03, one byte read").gives(1, in.position());
        Fact.when("remaining()").gives(2, in.remaining());
        Fact.when("getU8()").gives(2, in.getU8());
    }

    @Test
    void reads_the_array_of_a_slice_from_where_the_slice_begins() {
        ByteBuf slice = Unpooled.wrappedBuffer(new byte[] {9, 9, 1, 2}).slice(2, 2);
        ByteCursor in = new ByteCursor(slice);
        Fact.when("getU8() of a slice")
                .usually("a buffer's byte 0 lies at arrayOffset() of its array")
                .gives(1, in.getU8());
        Fact.when("copy(0, 1) of a slice").gives(Bytes.copyOf((byte) 2), in.copy(0, 1));
    }

    @Test
    void rejects_a_buffer_without_an_array() {
        ByteBuf direct = Unpooled.directBuffer();
        try {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new ByteCursor(direct))
                    .withMessageStartingWith("a cursor needs a heap buffer with an array, but got ");
        } finally {
            direct.release();
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ByteCursor(Unpooled.buffer().asReadOnly()))
                .withMessageStartingWith("a cursor needs a heap buffer with an array, but got ");
    }

    @Test
    void sees_appended_bytes_from_the_next_message_on() {
        ByteBuf buffer = Unpooled.buffer();
        ByteCursor in = new ByteCursor(buffer);
        buffer.writeByte(7);
        Fact.when("append a byte, then remaining()").gives(0, in.remaining());
        in.begin();
        Fact.when("append a byte, then begin() and remaining()").gives(1, in.remaining());
        Fact.when("append a byte, then begin() and getU8()").gives(7, in.getU8());
    }

    @Test
    void follows_a_buffer_that_moved_to_a_larger_array() {
        ByteBuf buffer = Unpooled.buffer(1).writeByte(1);
        ByteCursor in = new ByteCursor(buffer);
        in.getU8();
        byte[] before = buffer.array();
        buffer.writeBytes(new byte[1000]).writeByte(2);
        Fact.when("append 1001 bytes to a buffer for one")
                .holds(before != buffer.array(), "another array", "the same array: this test tests nothing");
        in.begin();
        in.skip(1000);
        Fact.when("append to a full buffer, then begin() and the last byte")
                .usually("the cursor still looks at the array that the buffer had when the cursor was made")
                .gives(2, in.getU8());
    }

    @Test
    void rewind_returns_to_the_start_of_the_message() {
        ByteCursor in = ByteCursor.over(new byte[8]);
        in.skip(3);
        in.begin();
        in.getU32();
        Fact.when("offset() after four bytes of a message").gives(4, in.offset());
        in.rewind();
        Fact.when("rewind(), then position()").gives(3, in.position());
        Fact.when("rewind(), then offset()").gives(0, in.offset());
    }

    @Test
    void moves_only_to_positions_that_have_arrived() {
        ByteCursor in = ByteCursor.over(new byte[3]);
        for (int position : new int[] {3, 0, 2}) {
            in.position(position);
            Fact.when("position(" + position + "), then position()").gives(position, in.position());
        }
        for (int position : new int[] {-1, 4, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatExceptionOfType(IndexOutOfBoundsException.class)
                    .isThrownBy(() -> in.position(position))
                    .withMessage("position " + position + " is outside the buffer, which has 3 bytes");
        }
        Fact.when("refused positions, then position()").gives(2, in.position());
    }

    @Test
    void a_position_before_the_message_becomes_its_start() {
        ByteCursor in = ByteCursor.over(new byte[8]);
        in.skip(5);
        in.begin();
        in.position(2);
        Fact.when("begin() at 5, position(2), then offset()")
                .usually("offsets count from the start of the message, and none is negative")
                .gives(0, in.offset());
        in.rewind();
        Fact.when("begin() at 5, position(2), rewind(), then position()").gives(2, in.position());
    }

    @Test
    void begin_fails_when_the_buffer_ends_before_the_cursor() {
        ByteBuf buffer = Unpooled.buffer().writeBytes(new byte[5]);
        ByteCursor in = new ByteCursor(buffer);
        in.skip(4);
        buffer.clear().writeByte(7);
        assertThatIllegalStateException()
                .as("without this check the decoder would wait for ever, without a message")
                .isThrownBy(in::begin)
                .withMessage("the cursor is at 4, but the buffer now ends at 1");
    }

    @Test
    void discardRead_frees_the_room_of_the_bytes_read() {
        ByteBuf buffer = Unpooled.buffer(4, 4).writeBytes(new byte[] {1, 2, 3, 4});
        ByteCursor in = new ByteCursor(buffer);
        in.skip(3);
        in.discardRead();
        Fact.when("read three of four bytes, discardRead(), then position()").gives(0, in.position());
        Fact.when("read three of four bytes, discardRead(), then remaining()").gives(1, in.remaining());
        Fact.when("read three of four bytes, discardRead(), then room in the buffer")
                .gives(3, buffer.writableBytes());
        Fact.when("read three of four bytes, discardRead(), then getU8()").gives(4, in.getU8());
    }

    @Test
    void discardRead_keeps_unread_bytes() {
        ByteBuf buffer = Unpooled.buffer().writeBytes(new byte[] {1, 2});
        ByteCursor in = new ByteCursor(buffer);
        in.discardRead();
        in.discardRead();
        Fact.when("discardRead() twice in front of 01 02, then getU8()").gives(1, in.getU8());
    }

    @Test
    void names_the_array_and_the_index_of_the_byte_at_the_cursor() {
        byte[] bytes = {9, 9, 1, 2, 3};
        ByteCursor in = new ByteCursor(Unpooled.wrappedBuffer(bytes).slice(2, 3));
        in.skip(1);
        Fact.when("array() of a slice of an array").holds(in.array() == bytes, "the array itself", "another");
        Fact.when("arrayIndex() at byte 1 of a slice that begins at index 2").gives(3, in.arrayIndex());
    }

    @Test
    void peek_and_copy_do_not_move() {
        ByteCursor in = ByteCursor.over((byte) 1, (byte) 0xff);
        Fact.when("peek(1) of 01 ff").gives(255, in.peek(1));
        Fact.when("copy(0, 2) of 01 ff").gives(Bytes.copyOf((byte) 1, (byte) 0xff), in.copy(0, 2));
        Fact.when("peek and copy, then position()").gives(0, in.position());
    }
}

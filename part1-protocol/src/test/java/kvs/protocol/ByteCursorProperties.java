package kvs.protocol;

import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Tag;

/** Laws that hold for all bytes; the JDK's {@link ByteBuffer} gives the expected values. */
class ByteCursorProperties {

    @FixedSeed
    @Tag("1.1")
    void reads_any_four_bytes_as_the_JDK_does(@ForAll int value) {
        byte[] bytes = ByteBuffer.allocate(4).putInt(value).array();
        Fact.when("getU32()", bytes)
                .gives(Integer.toUnsignedLong(value), ByteCursor.over(bytes).getU32());
    }

    @FixedSeed
    @Tag("1.1")
    void reads_any_byte_as_the_JDK_does(@ForAll byte value) {
        Fact.when("getU8()", value)
                .gives(Byte.toUnsignedInt(value), ByteCursor.over(value).getU8());
    }

    @FixedSeed
    @Tag("1.2")
    void reads_any_string_and_leaves_what_follows(@ForAll byte[] string, @ForAll byte[] following) {
        byte[] bytes = ByteBuffer.allocate(4 + string.length + following.length)
                .putInt(string.length)
                .put(string)
                .put(following)
                .array();
        ByteCursor in = ByteCursor.over(bytes);
        Fact.when("getString(1000)", bytes).gives(Bytes.copyOf(string), Strings.taken(in.getString(1000)));
        Fact.when("getString(1000), then remaining()", bytes).gives(following.length, in.remaining());
    }
}

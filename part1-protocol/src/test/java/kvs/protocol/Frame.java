package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/**
 * The bytes of one message as a test writes them down: in hex, field by field, each with its name.
 *
 * <pre>
 *   Frame.of("version", "01", "command", "00 00 00 00", "key length", "00 00 00 03", "key", "66 6f 6f")
 * </pre>
 */
public record Frame(List<Field> fields) {
    private static final HexFormat HEX = HexFormat.ofDelimiter(" ");

    record Field(String name, byte[] bytes) {}

    /** Names and hex bytes in turn. */
    public static Frame of(String... namesAndHex) {
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < namesAndHex.length; i += 2) {
            String hex = namesAndHex[i + 1];
            fields.add(new Field(namesAndHex[i], hex.isEmpty() ? new byte[0] : HEX.parseHex(hex)));
        }
        return new Frame(fields);
    }

    /** These fields, then those of {@code next}. */
    public Frame then(Frame next) {
        List<Field> all = new ArrayList<>(fields);
        all.addAll(next.fields);
        return new Frame(all);
    }

    public byte[] bytes() {
        ByteBuf all = Unpooled.buffer();
        fields.forEach(field -> all.writeBytes(field.bytes));
        return bytesOf(all);
    }

    /** The first {@code length} bytes. */
    public byte[] prefix(int length) {
        return Arrays.copyOf(bytes(), length);
    }

    /** The name of the field that holds the byte at {@code offset}. */
    String fieldAt(int offset) {
        int end = 0;
        for (Field field : fields) {
            end += field.bytes.length;
            if (offset < end) {
                return "the " + field.name;
            }
        }
        return "what follows the message";
    }

    static byte[] bytesOf(ByteBuf buffer) {
        byte[] bytes = new byte[buffer.readableBytes()];
        buffer.getBytes(buffer.readerIndex(), bytes);
        return bytes;
    }

    static String hex(byte[] bytes) {
        return bytes.length == 0 ? "(no bytes)" : HEX.formatHex(bytes);
    }
}

package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import java.util.List;
import kvs.protocol.Bytes;

/** Writes commands in the form that {@link RespParser} reads, for a client. */
public final class RespRequests {
    private RespRequests() {}

    /** Appends a command of {@code words}, in UTF-8. */
    public static void write(ByteBuf out, String... words) {
        begin(words.length, out);
        for (String word : words) {
            word(word.getBytes(StandardCharsets.UTF_8), out);
        }
    }

    /** Appends a command of {@code words}. */
    public static void write(ByteBuf out, List<Bytes> words) {
        begin(words.size(), out);
        for (Bytes word : words) {
            header('$', word.length(), out);
            word.writeTo(out);
            crlf(out);
        }
    }

    /** Appends the first line of a command: {@code words} words follow. */
    static void begin(int words, ByteBuf out) {
        header('*', words, out);
    }

    static void word(byte[] word, ByteBuf out) {
        header('$', word.length, out);
        out.writeBytes(word);
        crlf(out);
    }

    private static void header(char type, int number, ByteBuf out) {
        out.writeByte(type);
        ByteBufUtil.writeAscii(out, Integer.toString(number));
        crlf(out);
    }

    private static void crlf(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }
}

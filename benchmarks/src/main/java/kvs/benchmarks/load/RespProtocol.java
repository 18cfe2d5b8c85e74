package kvs.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;
import kvs.protocol.Bytes;

/**
 * The Redis protocol, as far as GET and SET go.
 *
 * <pre>
 *   request := "*" count CRLF bulk*count
 *   reply   := "+" line CRLF | "-" error CRLF | ":" number CRLF | bulk | "$-1" CRLF | "_" CRLF
 *   bulk    := "$" length CRLF byte*length CRLF
 * </pre>
 *
 * GET "foo", and the answer "bar":
 *
 * <pre>
 *   *2 CRLF $3 CRLF GET CRLF $3 CRLF foo CRLF
 *   $3 CRLF bar CRLF
 * </pre>
 */
record RespProtocol() implements LoadProtocol {
    private static final byte[] GET = "*2\r\n$3\r\nGET\r\n".getBytes(US_ASCII);
    private static final byte[] SET = "*3\r\n$3\r\nSET\r\n".getBytes(US_ASCII);
    private static final byte[] OK = "+OK\r\n".getBytes(US_ASCII);

    @Override
    public String name() {
        return "resp";
    }

    @Override
    public void get(Bytes key, ByteBuf out) {
        out.writeBytes(GET);
        bulk(key, out);
    }

    @Override
    public void set(Bytes key, Bytes value, ByteBuf out) {
        out.writeBytes(SET);
        bulk(key, out);
        bulk(value, out);
    }

    private static void bulk(Bytes string, ByteBuf out) {
        out.writeByte('$');
        decimal(string.length(), out);
        crlf(out);
        string.writeTo(out);
        crlf(out);
    }

    static void decimal(int number, ByteBuf out) {
        if (number > 9) {
            decimal(number / 10, out);
        }
        out.writeByte('0' + number % 10);
    }

    static void crlf(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    @Override
    public Inbox replies(Sink sink) {
        return new LineReader("RESP") {
            @Override
            boolean take() throws ProtocolException {
                int start = buffer.readerIndex();
                int end = line();
                if (end < 0) {
                    return false;
                }
                switch (buffer.getByte(start)) {
                    case '+', ':' -> sink.ok();
                    case '_' -> sink.notFound();
                    case '-' -> sink.error(buffer.toString(start + 1, end - start - 1, UTF_8));
                    case '$' -> {
                        int length = number(start + 1, end);
                        if (length < 0) {
                            sink.notFound();
                        } else if (!skipBlock(length)) {
                            return false;
                        } else {
                            sink.ok();
                        }
                    }
                    default -> throw unexpected(start);
                }
                return true;
            }
        };
    }

    @Override
    public Inbox answers(Bytes value, ByteBuf out) {
        ByteBuf found = Unpooled.buffer();
        bulk(value, found);
        byte[] foundBytes = new byte[found.readableBytes()];
        found.readBytes(foundBytes);
        return new LineReader("RESP") {
            @Override
            boolean take() throws ProtocolException {
                int start = buffer.readerIndex();
                int end = line();
                if (end < 0) {
                    return false;
                }
                if (buffer.getByte(start) != '*') {
                    throw unexpected(start);
                }
                int parts = number(start + 1, end);
                for (int part = 0; part < parts; part++) {
                    int at = buffer.readerIndex();
                    end = line();
                    if (end < 0 || !skipBlock(number(at + 1, end))) {
                        return false;
                    }
                }
                out.writeBytes(parts == 2 ? foundBytes : OK);
                return true;
            }
        };
    }
}

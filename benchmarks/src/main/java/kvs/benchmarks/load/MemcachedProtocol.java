package kvs.benchmarks.load;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import java.net.ProtocolException;
import kvs.protocol.Bytes;

/**
 * The text protocol of memcached, as far as get and set go.
 *
 * <pre>
 *   request := "get " key CRLF | "set " key " 0 0 " length CRLF byte*length CRLF
 *   reply   := "STORED" CRLF | [ "VALUE " key " 0 " length CRLF byte*length CRLF ] "END" CRLF
 *            | "ERROR" CRLF | "CLIENT_ERROR " reason CRLF | "SERVER_ERROR " reason CRLF
 * </pre>
 */
record MemcachedProtocol() implements LoadProtocol {
    private static final byte[] GET = "get ".getBytes(US_ASCII);
    private static final byte[] SET = "set ".getBytes(US_ASCII);
    private static final byte[] NO_FLAGS_NO_EXPIRY = " 0 0 ".getBytes(US_ASCII);
    private static final byte[] VALUE = "VALUE k 0 ".getBytes(US_ASCII);
    private static final byte[] END = "END\r\n".getBytes(US_ASCII);
    private static final byte[] STORED = "STORED\r\n".getBytes(US_ASCII);

    @Override
    public String name() {
        return "memcached";
    }

    @Override
    public void get(Bytes key, ByteBuf out) {
        out.writeBytes(GET);
        key.writeTo(out);
        RespProtocol.crlf(out);
    }

    @Override
    public void set(Bytes key, Bytes value, ByteBuf out) {
        out.writeBytes(SET);
        key.writeTo(out);
        out.writeBytes(NO_FLAGS_NO_EXPIRY);
        block(value, out);
    }

    private static void block(Bytes value, ByteBuf out) {
        RespProtocol.decimal(value.length(), out);
        RespProtocol.crlf(out);
        value.writeTo(out);
        RespProtocol.crlf(out);
    }

    /** A reply is known by its first letter, but for STORED and SERVER_ERROR, and END and ERROR. */
    @Override
    public Inbox replies(Sink sink) {
        return new LineReader("memcached") {
            @Override
            boolean take() throws ProtocolException {
                int start = buffer.readerIndex();
                int end = line();
                if (end < 0) {
                    return false;
                }
                switch (buffer.getByte(start)) {
                    case 'V' -> {
                        if (!skipBlock(number(afterLastBlank(start, end), end)) || line() < 0) {
                            return false;
                        }
                        sink.ok();
                    }
                    case 'S', 'E', 'C' -> say(buffer.toString(start, end - start, UTF_8));
                    default -> throw unexpected(start);
                }
                return true;
            }

            private void say(String line) {
                switch (line) {
                    case "STORED" -> sink.ok();
                    case "END" -> sink.notFound();
                    default -> sink.error(line);
                }
            }
        };
    }

    @Override
    public Inbox answers(Bytes value, ByteBuf out) {
        return new LineReader("memcached") {
            @Override
            boolean take() throws ProtocolException {
                int start = buffer.readerIndex();
                int end = line();
                if (end < 0) {
                    return false;
                }
                switch (buffer.getByte(start)) {
                    case 'g' -> {
                        out.writeBytes(VALUE);
                        block(value, out);
                        out.writeBytes(END);
                    }
                    case 's' -> {
                        if (!skipBlock(number(afterLastBlank(start, end), end))) {
                            return false;
                        }
                        out.writeBytes(STORED);
                    }
                    default -> throw unexpected(start);
                }
                return true;
            }
        };
    }
}

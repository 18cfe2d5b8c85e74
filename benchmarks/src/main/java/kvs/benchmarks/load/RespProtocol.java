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
    private static final int MAX_LINE_BYTES = 64 << 10;

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

    private static void decimal(int number, ByteBuf out) {
        if (number > 9) {
            decimal(number / 10, out);
        }
        out.writeByte('0' + number % 10);
    }

    private static void crlf(ByteBuf out) {
        out.writeShort('\r' << 8 | '\n');
    }

    @Override
    public Inbox replies(Sink sink) {
        return new Reader() {
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
                        } else if (!skipBulk(length)) {
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
        return new Reader() {
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
                    if (end < 0 || !skipBulk(number(at + 1, end))) {
                        return false;
                    }
                }
                out.writeBytes(parts == 2 ? foundBytes : OK);
                return true;
            }
        };
    }

    /** Goes from message to message; one that is not whole is looked at again from its start. */
    private abstract static class Reader implements Inbox {
        final ByteBuf buffer = Unpooled.buffer();

        /** Takes a whole message, or gives false wherever it stopped. */
        abstract boolean take() throws ProtocolException;

        @Override
        public final ByteBuf buffer() {
            return buffer;
        }

        @Override
        public final void drain() throws ProtocolException {
            int whole = buffer.readerIndex();
            while (buffer.isReadable() && take()) {
                whole = buffer.readerIndex();
            }
            buffer.readerIndex(whole);
            buffer.discardReadBytes();
        }

        /** Where the line that starts here ends, with the reader behind its CRLF; -1 if its end has not arrived. */
        final int line() throws ProtocolException {
            int newline = buffer.indexOf(buffer.readerIndex(), buffer.writerIndex(), (byte) '\n');
            if (newline < 0) {
                if (buffer.readableBytes() > MAX_LINE_BYTES) {
                    throw new ProtocolException("not RESP: a line above the limit of " + MAX_LINE_BYTES + " bytes");
                }
                return -1;
            }
            if (newline == buffer.readerIndex() || buffer.getByte(newline - 1) != '\r') {
                throw unexpected(newline);
            }
            buffer.readerIndex(newline + 1);
            return newline - 1;
        }

        /** The number at {@code from}, of which -1 is the only one below 0. */
        final int number(int from, int to) throws ProtocolException {
            if (to - from == 2 && buffer.getByte(from) == '-' && buffer.getByte(from + 1) == '1') {
                return -1;
            }
            long number = 0;
            for (int at = from; at < to; at++) {
                int digit = buffer.getByte(at) - '0';
                if (digit < 0 || digit > 9) {
                    throw unexpected(at);
                }
                number = number * 10 + digit;
                if (number > LIMITS.maxValueBytes()) {
                    throw new ProtocolException("not RESP: a length above the limit of " + LIMITS.maxValueBytes());
                }
            }
            if (from >= to) {
                throw unexpected(to);
            }
            return (int) number;
        }

        /** Goes behind the {@code length} bytes of a string and its CRLF; false if they have not all arrived. */
        final boolean skipBulk(int length) throws ProtocolException {
            if (length < 0) {
                throw new ProtocolException("not RESP: a part without a length");
            }
            if (buffer.readableBytes() < length + 2) {
                return false;
            }
            buffer.skipBytes(length);
            if (buffer.readShort() != ('\r' << 8 | '\n')) {
                throw unexpected(buffer.readerIndex() - 2);
            }
            return true;
        }

        final ProtocolException unexpected(int at) {
            return new ProtocolException(String.format("not RESP: unexpected byte 0x%02x", buffer.getByte(at)));
        }
    }
}

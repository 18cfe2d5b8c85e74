package kvs.benchmarks.load;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.ProtocolException;

/** Reads messages that begin with a line; one that is not whole is looked at again from its start. */
abstract class LineReader implements LoadProtocol.Inbox {
    private static final int MAX_LINE_BYTES = 64 << 10;

    private final String protocol;
    final ByteBuf buffer = Unpooled.buffer();

    /** @param protocol its name, for messages */
    LineReader(String protocol) {
        this.protocol = protocol;
    }

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
                throw new ProtocolException(
                        "not " + protocol + ": a line above the limit of " + MAX_LINE_BYTES + " bytes");
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
            if (number > LoadProtocol.LIMITS.maxValueBytes()) {
                throw new ProtocolException(
                        "not " + protocol + ": a length above the limit of " + LoadProtocol.LIMITS.maxValueBytes());
            }
        }
        if (from >= to) {
            throw unexpected(to);
        }
        return (int) number;
    }

    /** Goes behind the {@code length} bytes of a string and its CRLF; false if they have not all arrived. */
    final boolean skipBlock(int length) throws ProtocolException {
        if (length < 0) {
            throw new ProtocolException("not " + protocol + ": a part without a length");
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

    /** Returns where the last word of a line begins. */
    final int afterLastBlank(int from, int to) {
        int at = to;
        while (at > from && buffer.getByte(at - 1) != ' ') {
            at--;
        }
        return at;
    }

    final ProtocolException unexpected(int at) {
        return new ProtocolException(String.format("not %s: unexpected byte 0x%02x", protocol, buffer.getByte(at)));
    }
}

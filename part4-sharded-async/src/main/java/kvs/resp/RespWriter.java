package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import kvs.protocol.Bytes;
import kvs.shard.Slice;

/**
 * Replies in the form of the Redis protocol, version 2 or 3.
 *
 * <pre>
 *                 version 2                        version 3
 *   ok            +OK                              +OK
 *   simple        +text                            +text
 *   error         -ERR text                        -ERR text
 *   integer       :42                              :42
 *   bulk          $3 bar                           $3 bar
 *   text          $3 bar                           =7 txt:bar
 *   nil           $-1                              _
 *   nilArray      *-1                              _
 *   array         *2 ...                           *2 ...
 *   map           *4 key value key value           %2 key value key value
 *   set           *2 ...                           ~2 ...
 *   push          *3 ...                           &gt;3 ...
 * </pre>
 *
 * Each line, and each piece of bytes, ends with CRLF: {@code bar} is {@code 24 33 0d 0a 62 61 72 0d 0a}.
 *
 * <p>For one thread at a time. Reused: the buffer and the version are set for one client after the other.
 */
public final class RespWriter implements Replies {
    private static final byte[] OK = ascii("+OK\r\n");
    private static final byte[] NIL = ascii("$-1\r\n");
    private static final byte[] NIL_ARRAY = ascii("*-1\r\n");
    private static final byte[] NULL = ascii("_\r\n");

    /** The longest line with a number: its type, 20 characters, CRLF. */
    private static final int MAX_LINE = 23;

    /** Bytes up to this number are put together with their line first, and then written at once. */
    private static final int MAX_SMALL = 256;

    private final byte[] small = new byte[MAX_LINE + MAX_SMALL + 2];

    private ByteBuf out = Unpooled.EMPTY_BUFFER;
    private int version = 2;

    /** Sets the buffer that replies are appended to; returns this writer. */
    public RespWriter to(ByteBuf out) {
        this.out = out;
        return this;
    }

    /**
     * Sets the version of the protocol for the replies that follow; returns this writer.
     *
     * @param version 2 or 3
     */
    public RespWriter version(int version) {
        this.version = version;
        return this;
    }

    /** Returns the version of the protocol, 2 or 3. */
    public int version() {
        return version;
    }

    @Override
    public void ok() {
        out.writeBytes(OK);
    }

    @Override
    public void simple(String text) {
        line('+', text);
    }

    @Override
    public void error(String message) {
        line('-', message);
    }

    @Override
    public void integer(long number) {
        header(':', number);
    }

    @Override
    public void bulk(Slice bytes) {
        int length = bytes.length();
        if (length > MAX_SMALL) {
            header('$', length);
            out.writeBytes(bytes.array(), bytes.from(), length);
            crlf();
            return;
        }
        int at = Numbers.put(length, small, MAX_LINE - 2);
        small[--at] = '$';
        small[MAX_LINE - 2] = '\r';
        small[MAX_LINE - 1] = '\n';
        bytes.copyTo(small, MAX_LINE);
        int end = MAX_LINE + length;
        small[end] = '\r';
        small[end + 1] = '\n';
        out.writeBytes(small, at, end + 2 - at);
    }

    /** Writes bytes, without a copy in between. */
    public void bulk(Bytes bytes) {
        header('$', bytes.length());
        bytes.writeTo(out);
        crlf();
    }

    @Override
    public void bulk(String text) {
        header('$', ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeUtf8(out, text);
        crlf();
    }

    @Override
    public void text(String text) {
        if (version < 3) {
            bulk(text);
            return;
        }
        header('=', "txt:".length() + ByteBufUtil.utf8Bytes(text));
        ByteBufUtil.writeAscii(out, "txt:");
        ByteBufUtil.writeUtf8(out, text);
        crlf();
    }

    @Override
    public void nil() {
        out.writeBytes(version < 3 ? NIL : NULL);
    }

    @Override
    public void nilArray() {
        out.writeBytes(version < 3 ? NIL_ARRAY : NULL);
    }

    @Override
    public void array(int count) {
        header('*', count);
    }

    @Override
    public void map(int pairs) {
        if (version < 3) {
            header('*', 2L * pairs);
        } else {
            header('%', pairs);
        }
    }

    @Override
    public void set(int count) {
        header(version < 3 ? '*' : '~', count);
    }

    @Override
    public void push(int count) {
        header(version < 3 ? '*' : '>', count);
    }

    /** Writes a line of text. A line break inside would end it too early, and the client would lose its place. */
    private void line(char type, String text) {
        out.writeByte(type);
        ByteBufUtil.writeUtf8(out, text.replace('\r', ' ').replace('\n', ' '));
        crlf();
    }

    private void header(char type, long number) {
        int at = Numbers.put(number, small, MAX_LINE - 2);
        small[--at] = (byte) type;
        small[MAX_LINE - 2] = '\r';
        small[MAX_LINE - 1] = '\n';
        out.writeBytes(small, at, MAX_LINE - at);
    }

    private void crlf() {
        out.writeShort('\r' << 8 | '\n');
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

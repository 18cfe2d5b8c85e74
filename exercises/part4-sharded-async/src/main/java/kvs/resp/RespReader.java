package kvs.resp;

import java.math.BigInteger;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.protocol.Parsed;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * Reads the replies of a Redis server, for a client: both versions of the protocol.
 *
 * <pre>
 *   reply      := attribute* ( line | bytes | several )
 *   line       := '+' text | '-' text | ':' number | '_' | '#' ('t' | 'f') | ',' decimal | '(' number-of-any-size
 *   bytes      := ('$' | '!' | '=') length CRLF byte*length       '=': a format of three bytes and ':' come first
 *   several    := ('*' | '~' | '&gt;') count CRLF reply*count | '%' count CRLF (reply reply)*count
 *   attribute  := '|' count CRLF (reply reply)*count              skipped
 *   no value   := '$-1' | '*-1' | '_'
 * </pre>
 *
 * Each line, and each piece of bytes, ends with CRLF. The array [+OK, 42, "foo"]:
 *
 * <pre>
 *   2a 33 0d 0a  2b 4f 4b 0d 0a  3a 34 32 0d 0a  24 33 0d 0a 66 6f 6f 0d 0a
 *   *  3  CR LF  +  O  K  CR LF  :  4  2  CR LF  $  3  CR LF f  o  o  CR LF
 * </pre>
 *
 * <p>What is open is kept on a list, not on the stack of calls: a reply with 10,000 arrays inside each other is malformed
 * and overflows nothing, and parsing a reply that arrives in many reads continues where it stopped.
 *
 * <p>Left out: strings and arrays of unknown length ({@code $?}, {@code *?}), which no server sends.
 *
 * <p>Each connection has one. For one thread at a time.
 */
public final class RespReader extends Lines {
    private static final Pattern DECIMAL = Pattern.compile("[-+]?+[0-9]++(\\.[0-9]*+)?+([eE][-+]?+[0-9]++)?+");

    private static final Pattern WHOLE = Pattern.compile("[-+]?+[0-9]++");

    /** Stands for a line that is not a number: below every count and length. */
    private static final long NO_NUMBER = Long.MIN_VALUE;

    private final RespLimits limits;

    /** What has begun and still misses values, the innermost first. */
    private final Deque<Group> open = new ArrayDeque<>();

    /** The answer that stays, once it has been given. */
    private @Nullable Malformed<RespValue> malformed;

    /** The next piece of a reply. */
    private sealed interface Item {}

    /** A value without others inside. */
    private record Single(RespValue value) implements Item {}

    /** An array, set, push, map or attribute, of which {@code missing} values have not been read. */
    private static final class Group implements Item {
        private final char type;
        private final List<RespValue> values = new ArrayList<>();
        private long missing;

        Group(char type, long missing) {
            this.type = type;
            this.missing = missing;
        }

        boolean isComplete() {
            return missing == 0;
        }

        void add(RespValue value) {
            values.add(value);
            missing--;
        }

        /** Returns the value of a complete group; null for an attribute, which belongs to no reply. */
        @Nullable
        RespValue value() {
            return switch (type) {
                case '*' -> new RespValue.Array(values);
                case '~' -> new RespValue.Set(values);
                case '>' -> new RespValue.Push(values);
                case '%' -> new RespValue.Map(entries());
                default -> null;
            };
        }

        private List<RespValue.Entry> entries() {
            List<RespValue.Entry> entries = new ArrayList<>();
            for (int i = 0; i < values.size(); i += 2) {
                entries.add(new RespValue.Entry(values.get(i), values.get(i + 1)));
            }
            return entries;
        }
    }

    public RespReader(RespLimits limits) {
        super(limits.maxLineBytes());
        this.limits = limits;
    }

    /**
     * Parses one reply.
     *
     * @param in at the first byte of a reply: where the call before has left it. Between calls the owner may append,
     *     {@link ByteCursor#discardRead} and move the bytes to another buffer
     * @return complete, with the cursor after the reply; or incomplete or malformed, with the cursor where it was.
     *     Malformed stays malformed
     */
    public Parsed<RespValue> parse(ByteCursor in) {
        if (malformed != null) {
            return malformed;
        }
        in.begin();
        Parsed<RespValue> parsed = readReply(in);
        switch (parsed) {
            case Complete<RespValue> _ -> {
                in.skip(at);
                in.begin();
                moveTo(0);
            }
            case Incomplete<RespValue> _ -> {}
            case Malformed<RespValue> answer -> {
                malformed = answer;
                open.clear();
            }
        }
        return parsed;
    }

    /**
     * Reads items from {@link #at} on until the reply is complete. An item that is a group goes on {@link #open}; one
     * that is a value goes into the innermost group, or is the reply if none is open. A group that is complete is a
     * value; an attribute has none, and is dropped.
     *
     * <p>What is open stays open when the bytes end: the next call goes on with the next item.
     *
     * @return malformed if more than {@link RespLimits#maxNesting} groups are open at once
     * @exercise 4.6
     */
    private Parsed<RespValue> readReply(ByteCursor in) {
        throw new UnsupportedOperationException("exercise 4.6: not written yet");
    }

    /**
     * Closes the innermost groups as long as they are complete: each goes as a value into the next, and an attribute is
     * dropped. Returns the outermost group if it is complete, else null.
     */
    private @Nullable RespValue close() {
        while (!open.isEmpty() && open.element().isComplete()) {
            RespValue value = open.pop().value();
            if (value != null) {
                if (open.isEmpty()) {
                    return value;
                }
                open.element().add(value);
            }
        }
        return null;
    }

    /** Reads the item at {@link #at} and moves after it; does not move unless the item is complete. */
    private Parsed<Item> readItem(ByteCursor in) {
        int end = find('\r', in);
        if (end == TOO_LONG) {
            return new Malformed<>("line of more than " + limits.maxLineBytes() + " bytes", at);
        }
        if (end == NOT_YET || in.remaining() < end + 2) {
            return new Incomplete<>(end == NOT_YET ? 2 : 1);
        }
        if (in.peek(end + 1) != '\n') {
            return new Malformed<>("expected LF after CR", end + 1);
        }
        if (end + 2 > limits.maxMessageBytes()) {
            return tooLong();
        }
        if (end == at) {
            return new Malformed<>("empty line", at);
        }
        char type = (char) in.peek(at);
        return switch (type) {
            case '$', '!', '=' -> readBytes(type, end, in);
            case '*', '~', '>', '%', '|' -> readGroup(type, end, in);
            default -> readLine(type, end, in);
        };
    }

    private Parsed<Item> readLine(char type, int end, ByteCursor in) {
        Bytes line = in.copy(at + 1, end - at - 1);
        RespValue value = value(type, line.utf8(), line);
        if (value == null) {
            return new Malformed<>("unexpected line: " + in.copy(at, end - at), at);
        }
        moveTo(end + 2);
        return new Complete<>(new Single(value));
    }

    /** Returns the value of a line, or null if it has none. */
    private static @Nullable RespValue value(char type, String text, Bytes line) {
        return switch (type) {
            case '+' -> new RespValue.Simple(text);
            case '-' -> new RespValue.Failure(text);
            case ':' -> {
                Slice digits = Slice.of(line);
                if (!Numbers.isLong(digits)) {
                    yield null;
                }
                yield new RespValue.Int(Numbers.parseLong(digits));
            }
            case '_' -> text.isEmpty() ? new RespValue.Nil() : null;
            case '#' ->
                switch (text) {
                    case "t" -> new RespValue.Bool(true);
                    case "f" -> new RespValue.Bool(false);
                    default -> null;
                };
            case ',' ->
                switch (text) {
                    case "inf" -> new RespValue.Real(Double.POSITIVE_INFINITY);
                    case "-inf" -> new RespValue.Real(Double.NEGATIVE_INFINITY);
                    case "nan" -> new RespValue.Real(Double.NaN);
                    default -> DECIMAL.matcher(text).matches() ? new RespValue.Real(Double.parseDouble(text)) : null;
                };
            case '(' -> WHOLE.matcher(text).matches() ? new RespValue.BigNumber(new BigInteger(text)) : null;
            default -> null;
        };
    }

    private Parsed<Item> readBytes(char type, int end, ByteCursor in) {
        long length = number(end, in);
        if (length == -1 && type == '$') {
            moveTo(end + 2);
            return new Complete<>(new Single(new RespValue.Nil()));
        }
        if (length < 0 || length > limits.maxBulkBytes()) {
            return new Malformed<>("invalid bulk length", at);
        }
        int from = end + 2;
        if (length > limits.maxMessageBytes() - from - 2) {
            return tooLong();
        }
        int to = from + (int) length;
        if (in.remaining() < to + 2) {
            return new Incomplete<>(to + 2 - in.remaining());
        }
        if (in.peek(to) != '\r' || in.peek(to + 1) != '\n') {
            return new Malformed<>("expected CRLF after bulk", to);
        }
        if (type == '=' && (length < 4 || in.peek(from + 3) != ':')) {
            return new Malformed<>("expected a format of three bytes and ':'", from);
        }
        RespValue value = switch (type) {
            case '$' -> new RespValue.Bulk(in.copy(from, to - from));
            case '!' -> new RespValue.BulkFailure(in.copy(from, to - from));
            default -> new RespValue.Verbatim(in.copy(from, 3).utf8(), in.copy(from + 4, to - from - 4));
        };
        moveTo(to + 2);
        return new Complete<>(new Single(value));
    }

    private Parsed<Item> readGroup(char type, int end, ByteCursor in) {
        long count = number(end, in);
        if (count == -1 && type == '*') {
            moveTo(end + 2);
            return new Complete<>(new Single(new RespValue.NilArray()));
        }
        if (count < 0 || count > RespLimits.LARGEST) {
            return new Malformed<>("invalid multibulk length", at);
        }
        moveTo(end + 2);
        boolean pairs = type == '%' || type == '|';
        return new Complete<>(new Group(type, pairs ? 2 * count : count));
    }

    /** Returns the number after the type byte of the line at {@link #at}. */
    private long number(int end, ByteCursor in) {
        return Numbers.parseLong(in.array(), in.arrayIndex() + at + 1, end - at - 1, NO_NUMBER);
    }

    private Parsed<Item> tooLong() {
        return new Malformed<>("reply of more than " + limits.maxMessageBytes() + " bytes", at);
    }
}

package kvs.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import kvs.protocol.Parsed.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * The text protocol, for a person who types into {@code nc}.
 *
 * <pre>
 *   request  := "STORE$" word "$" word "\n" | "LOAD$" word "\n"
 *   response := "DONE\n" | "FOUND$" word "\n" | "NOTFOUND\n"
 *   word     := [a-z]*
 * </pre>
 *
 * STORE "foo" = "bar", and the answer:
 *
 * <pre>
 *   53 54 4f 52 45 24 66 6f 6f 24 62 61 72 0a
 *   S  T  O  R  E  $  f  o  o  $  b  a  r  \n
 *
 *   44 4f 4e 45 0a
 *   D  O  N  E  \n
 * </pre>
 *
 * <p>No length says where a message ends, so the codec checks every byte, and the first byte that fits no message is
 * malformed: after {@code STT} there is nothing to wait for (SPEC, "Text protocol"). The protocol has no error
 * response, so a client gets no answer to malformed bytes or to a failed command.
 */
public final class TextCodec implements Codec {

    /** A kind of line: its first bytes, and the number of words that follow. */
    private record Form(byte[] opening, int words) {
        Form(String opening, int words) {
            this(opening.getBytes(US_ASCII), words);
        }
    }

    /** A whole line: the offsets of the {@code $} between its words (0 if there is none) and of its {@code \n}. */
    private record Line(Form form, int separator, int end) {}

    private static final Form STORE = new Form("STORE$", 2);
    private static final Form LOAD = new Form("LOAD$", 1);
    private static final Form DONE = new Form("DONE", 0);
    private static final Form FOUND = new Form("FOUND$", 1);
    private static final Form NOT_FOUND = new Form("NOTFOUND", 0);

    // No two forms of a direction share their first letter, so the first byte decides.
    private static final List<Form> REQUESTS = List.of(STORE, LOAD);
    private static final List<Form> RESPONSES = List.of(DONE, FOUND, NOT_FOUND);

    private final Limits limits;

    /** Creates a codec that parses and writes messages within {@code limits}. */
    public TextCodec(Limits limits) {
        this.limits = limits;
    }

    @Override
    public String name() {
        return "text";
    }

    @Override
    public Limits limits() {
        return limits;
    }

    @Override
    public Parsed<Command> parse(ByteCursor in, Scan scan) {
        in.begin();
        return readLine(in, scan, REQUESTS).map(line -> {
            int word = line.form.opening.length;
            if (line.form == LOAD) {
                return new Command.Get(take(in, line, word));
            }
            Bytes key = in.copy(word, line.separator - word);
            return new Command.Set(key, take(in, line, line.separator + 1));
        });
    }

    @Override
    public Parsed<Response> parseResponse(ByteCursor in, Scan scan) {
        in.begin();
        return readLine(in, scan, RESPONSES).map(line -> {
            Bytes word = take(in, line, line.form.opening.length);
            return line.form == NOT_FOUND ? new Response.NotFound() : new Response.Ok(word);
        });
    }

    /** Copies the last word of {@code line}, from offset {@code from}, and moves the cursor past the line. */
    private static Bytes take(ByteCursor in, Line line, int from) {
        Bytes word = in.copy(from, line.end - from);
        in.skip(line.end + 1);
        return word;
    }

    /**
     * Checks the bytes that no earlier attempt has checked. The line is complete at its {@code \n}, incomplete while
     * every byte fits one of the {@code forms}, and malformed at the first byte that fits none. The cursor stays.
     *
     * @param scan where to start; for an incomplete line, updated to cover all bytes that have arrived
     * @exercise 1.7
     */
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        throw new UnsupportedOperationException("exercise 1.7: not written yet");
    }

    /** Returns the form that starts with the byte at the cursor; null if there is no such form, or no byte yet. */
    private static @Nullable Form form(ByteCursor in, List<Form> forms) {
        for (Form form : forms) {
            if (in.remaining() > 0 && in.peek(0) == form.opening[0]) {
                return form;
            }
        }
        return null;
    }

    /** Returns the offset of the first letter of the word after {@code separator}; 0 means the first word. */
    private static int wordStart(Form form, int separator) {
        return separator == 0 ? form.opening.length : separator + 1;
    }

    /** Returns the limit of the current word: a first word is a key, except in FOUND; a second word is a value. */
    private int maxWordBytes(Form form, int separator) {
        return separator == 0 && form != FOUND ? limits.maxKeyBytes() : limits.maxValueBytes();
    }

    private static <T> Parsed<T> unexpected(int b, int offset) {
        String shown = b > 0x20 && b < 0x7f ? "'" + (char) b + "'" : String.format("byte 0x%02x", b);
        return new Malformed<>("unexpected " + shown, offset);
    }

    @Override
    public void write(Command command, ByteBuf out) {
        switch (command) {
            case Command.Get(Bytes key) -> {
                check("key", key, limits.maxKeyBytes());
                line(LOAD, out, key);
            }
            case Command.Set(Bytes key, Bytes value) -> {
                check("key", key, limits.maxKeyBytes());
                check("value", value, limits.maxValueBytes());
                line(STORE, out, key, value);
            }
            case Command.Clear _, Command.Shutdown _, Command.Ping _ ->
                throw new NotEncodableException("text protocol: only STORE and LOAD can be written, not "
                        + command.getClass().getSimpleName().toUpperCase(Locale.ROOT));
        }
    }

    @Override
    public void write(Response response, Command command, ByteBuf out) {
        switch (response) {
            case Response.Ok(Bytes value)
            when command instanceof Command.Get -> {
                check("value", value, limits.maxValueBytes());
                line(FOUND, out, value);
            }
            case Response.Ok(Bytes none) when command instanceof Command.Set && none.length() == 0 -> line(DONE, out);
            case Response.NotFound() when command instanceof Command.Get -> line(NOT_FOUND, out);
            case Response.Ok _, Response.NotFound _, Response.Error _ ->
                throw new NotEncodableException(
                        "text protocol: there is no response line for " + response + " in answer to " + command);
        }
    }

    /** Appends nothing: this protocol has no error response. */
    @Override
    public void reject(Malformed<Command> malformed, ByteBuf out) {}

    private static void line(Form form, ByteBuf out, Bytes... words) {
        out.writeBytes(form.opening);
        for (int i = 0; i < words.length; i++) {
            if (i > 0) {
                out.writeByte('$');
            }
            words[i].writeTo(out);
        }
        out.writeByte('\n');
    }

    private static void check(String what, Bytes word, int limit) {
        if (word.length() > limit) {
            throw new NotEncodableException(
                    "text protocol: a " + what + " of " + word.length() + " bytes is above the limit of " + limit);
        }
        for (int i = 0; i < word.length(); i++) {
            if (word.at(i) < 'a' || word.at(i) > 'z') {
                throw new NotEncodableException(
                        "text protocol: a " + what + " may contain only the letters a to z, but byte " + i + " is "
                                + String.format("0x%02x", word.at(i)));
            }
        }
    }
}

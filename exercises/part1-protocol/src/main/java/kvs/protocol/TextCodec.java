package kvs.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Locale;
import kvs.protocol.Parsed.Malformed;
import org.jspecify.annotations.Nullable;

/**
 * The text protocol, for people with {@code nc}.
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
 * <p>Here no length says where a message ends, so every byte is looked at, and the first that fits no message is the
 * end of the conversation: {@code STT} waits for nothing (SPEC, "Text protocol"). There is no word for an error, so a
 * client that sends rubbish, or asks for what fails, is left without an answer.
 */
public final class TextCodec implements Codec {

    /** A kind of line: what it opens with, and how many words follow. */
    private record Form(byte[] opening, int words) {
        Form(String opening, int words) {
            this(opening.getBytes(US_ASCII), words);
        }
    }

    /** A whole line: where its words are separated, 0 for not at all, and where its {@code \n} stands. */
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

    /** A codec that lets in, and writes, what {@code limits} allow. */
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

    /** The last word of {@code line}, from offset {@code from}; the cursor goes behind the line. */
    private static Bytes take(ByteCursor in, Line line, int from) {
        Bytes word = in.copy(from, line.end - from);
        in.skip(line.end + 1);
        return word;
    }

    /**
     * Looks at the bytes that no earlier try has seen. The line is whole at its {@code \n}; as long as each byte fits
     * one of the {@code forms} more may follow; the first that fits none is malformed, whatever follows. The cursor
     * stays.
     *
     * @param scan where to go on; when the line is incomplete, all that has arrived is noted there as seen
     * @exercise 1.7
     */
    private Parsed<Line> readLine(ByteCursor in, Scan scan, List<Form> forms) {
        throw new UnsupportedOperationException("exercise 1.7: not written yet");
    }

    /** The form whose first byte is the next one; null if there is none, or no byte yet. */
    private static @Nullable Form form(ByteCursor in, List<Form> forms) {
        for (Form form : forms) {
            if (in.remaining() > 0 && in.peek(0) == form.opening[0]) {
                return form;
            }
        }
        return null;
    }

    /** Offset of the first byte of the word that follows {@code separator}, 0 for the first word. */
    private static int wordStart(Form form, int separator) {
        return separator == 0 ? form.opening.length : separator + 1;
    }

    /** A first word is a key, except in FOUND; a second is a value. */
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
                throw new NotEncodableException("text protocol: it has STORE and LOAD, and no word for "
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
                throw new NotEncodableException("text protocol: no line says " + response + " to " + command);
        }
    }

    /** This protocol closes in silence. */
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
                throw new NotEncodableException("text protocol: a " + what + " is made of a to z, but byte " + i
                        + " is " + String.format("0x%02x", word.at(i)));
            }
        }
    }
}

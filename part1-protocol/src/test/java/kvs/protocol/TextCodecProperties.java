package kvs.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.Arrays;
import java.util.List;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;

/**
 * The text protocol, both directions, compared with its slow model: can these bytes still become a message, and if not,
 * which byte was the first wrong one?
 */
class TextCodecProperties {
    private static final Limits LIMITS = Samples.TEXT_LIMITS;
    private static final Codec CODEC = new TextCodec(LIMITS);
    private static final TextViability REQUESTS = TextViability.ofRequests(LIMITS);
    private static final TextViability RESPONSES = TextViability.ofResponses(LIMITS);

    @FixedSeed
    void agrees_with_the_model_on_nearly_text(@ForAll("nearlyText") String text) {
        asTheModel(CODEC, Direction.REQUESTS, REQUESTS, text);
        asTheModel(CODEC, Direction.RESPONSES, RESPONSES, text);
    }

    @Example
    void agrees_with_the_model_on_every_short_string() {
        everyString("LOADSTRE$a\n\r", 4, "");
        everyString("$a\nK", 6, "LOAD$");
        everyString("$a\nK", 6, "STORE$");
        everyString("$a\nK", 6, "FOUND$");
        everyString("DONEFUT$a\n", 4, "");
    }

    /** Every string of a and z that can still become a message, followed by each of the 256 bytes. */
    @Example
    void agrees_with_the_model_on_every_byte_after_every_viable_string() {
        Limits limits = new Limits(2, 3);
        everyByteBehind(new TextCodec(limits), Direction.REQUESTS, TextViability.ofRequests(limits), "");
        everyByteBehind(new TextCodec(limits), Direction.RESPONSES, TextViability.ofResponses(limits), "");
    }

    @FixedSeed
    void a_resumed_scan_gives_the_answer_of_a_new_one(@ForAll("nearlyText") String text, @ForAll("cuts") int[] cuts) {
        resumed(Direction.REQUESTS, text, cuts);
        resumed(Direction.RESPONSES, text, cuts);
    }

    @FixedSeed
    void laws_hold_for_any_bytes(@ForAll byte[] garbage) {
        DecoderLaws.hold(TextCodec::new, Direction.REQUESTS, garbage);
        DecoderLaws.hold(TextCodec::new, Direction.RESPONSES, garbage);
    }

    @FixedSeed
    void laws_hold_for_nearly_text(@ForAll("nearlyText") String text) {
        DecoderLaws.hold(TextCodec::new, Direction.REQUESTS, text.getBytes(ISO_8859_1));
        DecoderLaws.hold(TextCodec::new, Direction.RESPONSES, text.getBytes(ISO_8859_1));
    }

    @FixedSeed
    void commands_come_back(@ForAll("textCommands") Command command) {
        CodecLaws.commandComesBack(CODEC, command);
        CodecLaws.everyPrefixIsIncomplete(CODEC, command);
    }

    @FixedSeed
    void responses_come_back_to_the_command_that_they_answer(@ForAll("exchanges") Exchange exchange) {
        Direction<Response> answers = exchange.answers();
        byte[] bytes = answers.written(CODEC, List.of(exchange.response));
        Fact.when("parseResponse the answer to " + exchange.command, bytes)
                .gives(new Complete<>(exchange.response), answers.parse(CODEC, bytes));
    }

    @FixedSeed
    void decodes_the_same_commands_from_any_reads(
            @ForAll("someCommands") List<Command> commands, @ForAll("cuts") int[] cuts) {
        byte[] stream = Direction.REQUESTS.written(CODEC, commands);
        byte[][] reads = Direction.cut(stream, within(stream.length, cuts));
        Fact.when(reads.length + " reads", stream)
                .gives(
                        new Direction.Drained<>(commands, new Incomplete<>(1), stream.length),
                        Direction.REQUESTS.drained(CODEC, reads));
    }

    @FixedSeed
    void cannot_write_words_that_are_not_all_letters(@ForAll("badWords") Bytes bad) {
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Get(bad));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Set(bad, Bytes.EMPTY));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Set(Bytes.EMPTY, bad));
        RejectedWrite.reasonOf(CODEC, Direction.RESPONSES, new Response.Ok(bad));
    }

    @FixedSeed
    void cannot_write_CLEAR_PING_or_SHUTDOWN(@ForAll("words") Bytes word) {
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Clear(word));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Ping(word));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Shutdown());
    }

    @FixedSeed
    void cannot_write_responses_without_a_line(@ForAll("words") Bytes word, @ForAll("anyCommands") Command command) {
        RejectedWrite.reasonOf(CODEC, new Response.Error(word.utf8()), command);
        if (!(command instanceof Command.Get)) {
            RejectedWrite.reasonOf(CODEC, new Response.NotFound(), command);
            if (word.length() > 0) {
                RejectedWrite.reasonOf(CODEC, new Response.Ok(word), command);
            }
            if (!(command instanceof Command.Set)) {
                RejectedWrite.reasonOf(CODEC, Response.Ok.DONE, command);
            }
        }
    }

    @Example
    void cannot_write_words_above_their_limits() {
        Bytes longKey = letters(LIMITS.maxKeyBytes() + 1);
        Bytes longValue = letters(LIMITS.maxValueBytes() + 1);
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Get(longKey));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Set(longKey, Bytes.EMPTY));
        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Set(Bytes.EMPTY, longValue));
        RejectedWrite.reasonOf(CODEC, Direction.RESPONSES, new Response.Ok(longValue));
    }

    @Example
    void accepts_words_exactly_as_long_as_their_limits() {
        for (Limits limits : List.of(LIMITS, new Limits(8, 4), new Limits(0, 0), new Limits(0, 2))) {
            Codec codec = new TextCodec(limits);
            Bytes key = letters(limits.maxKeyBytes());
            Bytes value = letters(limits.maxValueBytes());
            CodecLaws.commandComesBack(codec, new Command.Get(key));
            CodecLaws.commandComesBack(codec, new Command.Set(key, value));
            CodecLaws.responseComesBack(codec, new Response.Ok(value));
        }
    }

    /** A command and a response that the protocol has a line for. */
    record Exchange(Command command, Response response) {
        Direction<Response> answers() {
            return new Direction<>(
                    Codec::parseResponse,
                    StreamDecoder::ofResponses,
                    (codec, response, out) -> codec.write(response, command, out));
        }
    }

    private static void asTheModel(Codec codec, Direction<?> direction, TextViability model, String text) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        ByteCursor in = ByteCursor.over(bytes);
        Parsed<?> parsed = direction.parse(codec, in);
        Fact.when("parse \"" + text + "\",", bytes).gives(model.answer(text), TextViability.said(parsed, in));
    }

    private static void everyString(String alphabet, int maxLength, String start) {
        asTheModel(CODEC, Direction.REQUESTS, REQUESTS, start);
        asTheModel(CODEC, Direction.RESPONSES, RESPONSES, start);
        if (maxLength > 0) {
            alphabet.chars().distinct().forEach(c -> everyString(alphabet, maxLength - 1, start + (char) c));
        }
    }

    private static void everyByteBehind(Codec codec, Direction<?> direction, TextViability model, String viable) {
        for (char next = 0; next < 256; next++) {
            String text = viable + next;
            asTheModel(codec, direction, model, text);
            if ((next < 'b' || next > 'y') && model.answer(text).equals("incomplete")) {
                everyByteBehind(codec, direction, model, text);
            }
        }
    }

    /** Uses one scan while the text grows: at each cut it gives the answer of a new scan. */
    private static <T> void resumed(Direction<T> direction, String text, int... cuts) {
        byte[] bytes = text.getBytes(ISO_8859_1);
        Scan scan = new Scan();
        for (int arrived : within(bytes.length, cuts)) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            Parsed<T> fresh = direction.parse(CODEC, prefix);
            Parsed<T> resumed = direction.parser().parse(CODEC, ByteCursor.over(prefix), scan);
            Fact.when("parse with the scan of an earlier try", prefix)
                    .usually("a scan saves work; it changes no answer")
                    .gives(fresh, resumed);
            if (!(fresh instanceof Incomplete<T>)) {
                return;
            }
        }
    }

    private static int[] within(int length, int... anyNumbers) {
        return Arrays.stream(anyNumbers)
                .map(number -> Math.floorMod(number, length + 1))
                .sorted()
                .toArray();
    }

    private static Bytes letters(int length) {
        return Bytes.utf8("z".repeat(length));
    }

    @Provide
    Arbitrary<String> nearlyText() {
        return Samples.nearlyText();
    }

    @Provide
    Arbitrary<Command> textCommands() {
        return Samples.textCommands();
    }

    @Provide
    Arbitrary<List<Command>> someCommands() {
        return Samples.textCommands().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<Command> anyCommands() {
        return CodecLaws.commands().withoutEdgeCases();
    }

    @Provide
    Arbitrary<Exchange> exchanges() {
        Arbitrary<Command> commands = Samples.textCommands();
        Arbitrary<Response> found = words().map(Response.Ok::new);
        return Arbitraries.oneOf(
                Combinators.combine(commands.filter(Command.Get.class::isInstance), found)
                        .as(Exchange::new),
                commands.map(command -> command instanceof Command.Get
                        ? new Exchange(command, new Response.NotFound())
                        : new Exchange(command, Response.Ok.DONE)));
    }

    @Provide
    Arbitrary<Bytes> words() {
        return Samples.words(LIMITS.maxValueBytes());
    }

    /** Letters around one byte that is not a letter; short enough for a key. */
    @Provide
    Arbitrary<Bytes> badWords() {
        Arbitrary<Byte> bad = Arbitraries.bytes().filter(b -> b < 'a' || b > 'z');
        return Combinators.combine(Samples.words(1), bad, Samples.words(2))
                .as((before, b, after) -> Bytes.copyOf(joined(before, b, after)));
    }

    private static byte[] joined(Bytes before, byte b, Bytes after) {
        byte[] word = Arrays.copyOf(before.toArray(), before.length() + 1 + after.length());
        word[before.length()] = b;
        System.arraycopy(after.toArray(), 0, word, before.length() + 1, after.length());
        return word;
    }

    @Provide
    Arbitrary<int[]> cuts() {
        return Arbitraries.integers().array(int[].class).ofMaxSize(6).withoutEdgeCases();
    }
}

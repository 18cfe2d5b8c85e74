package kvs.protocol;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Function;
import kvs.protocol.Direction.Drained;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Provide;

/** Laws of the binary protocol, both directions: for all messages, all bytes, and all ways of cutting a stream. */
class BinaryCodecProperties {
    private static final Codec CODEC = new BinaryCodec(Limits.DEFAULT);

    private static final List<Command> COMMANDS = List.of(
            new Command.Get(Bytes.utf8("foo")),
            new Command.Set(Bytes.EMPTY, Bytes.utf8("barbar")),
            new Command.Shutdown(),
            new Command.Clear(Bytes.utf8("foo")),
            new Command.Ping(Bytes.EMPTY));

    private static final List<Response> RESPONSES = List.of(
            Response.Ok.DONE, new Response.NotFound(), new Response.Ok(Bytes.utf8("barbar")), new Response.Error("nó"));

    @FixedSeed
    void commands_come_back(@ForAll("commands") Command command) {
        CodecLaws.commandComesBack(CODEC, command);
    }

    @FixedSeed
    void responses_come_back(@ForAll("responses") Response response) {
        CodecLaws.responseComesBack(CODEC, response);
    }

    @FixedSeed
    void asks_for_no_more_of_a_command_than_is_missing(@ForAll("commands") Command command) {
        CodecLaws.everyPrefixIsIncomplete(CODEC, command);
    }

    @FixedSeed
    void asks_for_no_more_of_a_response_than_is_missing(@ForAll("responses") Response response) {
        byte[] bytes = CodecLaws.written(CODEC, response);
        for (int arrived = 0; arrived < bytes.length; arrived++) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            int missing = bytes.length - arrived;
            Parsed<Response> parsed = Direction.RESPONSES.parse(CODEC, prefix);
            Fact.when("parseResponse the first " + arrived + " bytes of " + response, prefix)
                    .holds(
                            parsed instanceof Incomplete<Response>(int atLeast) && atLeast <= missing,
                            "Incomplete, at most " + missing + " bytes missing",
                            parsed);
        }
    }

    @FixedSeed
    void counts_down_the_missing_bytes_of_a_command(@ForAll("commands") Command command) {
        countsDown(Direction.REQUESTS, CodecLaws.written(CODEC, command));
    }

    @FixedSeed
    void counts_down_the_missing_bytes_of_a_response(@ForAll("responses") Response response) {
        countsDown(Direction.RESPONSES, CodecLaws.written(CODEC, response));
    }

    @Example
    void rejects_every_other_version_of_a_command() {
        for (int version = 0; version < 256; version++) {
            if (version != BinaryCodec.VERSION) {
                for (Command command : COMMANDS) {
                    CodecLaws.otherVersionIsMalformed(CODEC, command, (byte) version);
                }
            }
        }
    }

    @Example
    void rejects_every_unknown_status() {
        for (int status = 0; status < 256; status++) {
            if (status < '0' || status > '2') {
                for (Response response : RESPONSES) {
                    CodecLaws.unknownStatusIsMalformed(CODEC, response, (byte) status);
                }
            }
        }
    }

    @Example
    void decodes_the_same_messages_from_any_two_or_three_reads() {
        anyTwoOrThreeReads(Direction.REQUESTS, COMMANDS);
        anyTwoOrThreeReads(Direction.RESPONSES, RESPONSES);
    }

    @FixedSeed
    void decodes_the_same_commands_from_any_reads(
            @ForAll("someCommands") List<Command> commands, @ForAll("cuts") int[] cuts) {
        anyReads(Direction.REQUESTS, commands, cuts);
    }

    @FixedSeed
    void decodes_the_same_responses_from_any_reads(
            @ForAll("someResponses") List<Response> responses, @ForAll("cuts") int[] cuts) {
        anyReads(Direction.RESPONSES, responses, cuts);
    }

    @FixedSeed
    void laws_hold_for_any_bytes(@ForAll byte[] garbage) {
        DecoderLaws.hold(BinaryCodec::new, Direction.REQUESTS, garbage);
        DecoderLaws.hold(BinaryCodec::new, Direction.RESPONSES, garbage);
    }

    @FixedSeed
    void laws_hold_for_bytes_that_are_nearly_messages(@ForAll("nearlyMessages") byte[] garbage) {
        DecoderLaws.hold(BinaryCodec::new, Direction.REQUESTS, garbage);
        DecoderLaws.hold(BinaryCodec::new, Direction.RESPONSES, garbage);
    }

    @Example
    void accepts_every_field_up_to_its_limit_and_none_above_it() {
        for (Limits limits : List.of(
                new Limits(4, 8), new Limits(8, 4), new Limits(0, 0), new Limits(0, 3), new Limits(300, 70_000))) {
            int key = limits.maxKeyBytes();
            int value = limits.maxValueBytes();
            Bytes longestKey = Bytes.copyOf(new byte[key]);
            upTo(limits, key, Direction.REQUESTS, 5, Command.Get::new);
            upTo(limits, key, Direction.REQUESTS, 5, bytes -> new Command.Set(bytes, Bytes.EMPTY));
            upTo(limits, value, Direction.REQUESTS, 9, bytes -> new Command.Set(Bytes.EMPTY, bytes));
            upTo(limits, value, Direction.REQUESTS, 9 + key, bytes -> new Command.Set(longestKey, bytes));
            upTo(limits, key, Direction.REQUESTS, 5, Command.Clear::new);
            upTo(limits, value, Direction.REQUESTS, 5, Command.Ping::new);
            upTo(limits, value, Direction.RESPONSES, 2, Response.Ok::new);
            upTo(limits, value, Direction.RESPONSES, 2, bytes -> new Response.Error(bytes.utf8()));
        }
    }

    private static <T> void countsDown(Direction<T> direction, byte[] message) {
        for (int arrived = 0; arrived < message.length; arrived++) {
            if (direction.parse(CODEC, Arrays.copyOf(message, arrived)) instanceof Incomplete<T>(int atLeast)) {
                for (int more = 1; more < atLeast; more++) {
                    byte[] longer = Arrays.copyOf(message, arrived + more);
                    Fact.when(more + " bytes after " + atLeast + " were missing at least: parse", longer)
                            .gives(new Incomplete<T>(atLeast - more), direction.parse(CODEC, longer));
                }
            }
        }
    }

    private static <T> void anyTwoOrThreeReads(Direction<T> direction, List<T> messages) {
        byte[] stream = direction.written(CODEC, messages);
        for (int first = 0; first <= stream.length; first++) {
            for (int second = first; second <= stream.length; second++) {
                cutAt(direction, messages, stream, first, second);
            }
        }
    }

    private static <T> void anyReads(Direction<T> direction, List<T> messages, int... anyNumbers) {
        byte[] stream = direction.written(CODEC, messages);
        cutAt(
                direction,
                messages,
                stream,
                Arrays.stream(anyNumbers)
                        .map(number -> Math.floorMod(number, stream.length + 1))
                        .sorted()
                        .toArray());
    }

    private static <T> void cutAt(Direction<T> direction, List<T> messages, byte[] stream, int... cuts) {
        Fact.when("reads cut at " + Arrays.toString(cuts), stream)
                .gives(
                        new Drained<>(messages, new Incomplete<>(1), stream.length),
                        direction.drained(CODEC, Direction.cut(stream, cuts)));
    }

    /**
     * Requires that a field may be as long as {@code limit} and no longer.
     *
     * @param offset of the field's length in the message
     * @param of makes a message with the field
     */
    private static <T> void upTo(Limits limits, int limit, Direction<T> direction, int offset, Function<Bytes, T> of) {
        Codec codec = new BinaryCodec(limits);
        T longest = of.apply(Bytes.copyOf(new byte[limit]));
        byte[] let = direction.written(codec, List.of(longest));
        Fact.when("parse a field exactly as long as " + limits + " allow,", let)
                .gives(new Complete<>(longest), direction.parse(codec, let));

        T longer = of.apply(Bytes.copyOf(new byte[limit + 1]));
        RejectedWrite.reasonOf(codec, direction, longer);
        byte[] refused = direction.written(CODEC, List.of(longer));
        for (byte[] arrived : List.of(refused, Arrays.copyOf(refused, offset + 4))) {
            Parsed<T> parsed = direction.parse(codec, arrived);
            Fact.when("parse a field one byte longer than " + limits + " allow,", arrived)
                    .usually("the limit itself is allowed, and it is checked before the bytes have arrived")
                    .holds(
                            parsed instanceof Malformed<T>(String _, int at) && at == offset,
                            "Malformed at offset " + offset,
                            parsed);
        }
    }

    @Provide
    Arbitrary<Command> commands() {
        return CodecLaws.commands();
    }

    @Provide
    Arbitrary<Response> responses() {
        return Samples.responses();
    }

    @Provide
    Arbitrary<List<Command>> someCommands() {
        return CodecLaws.commands().list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<List<Response>> someResponses() {
        return Samples.responses().list().ofMaxSize(5);
    }

    /** Fields of messages in any order, which now and then make a message. */
    @Provide
    Arbitrary<byte[]> nearlyMessages() {
        String[] starts = {"0100000000", "0100000001", "0100000002", "0100000003", "0100000004", "0130", "0131", "0132"
        };
        String[] strings = {"00000000", "0000000161", "0000000461626364", "000000086162636465666768", "00000002c3b3"};
        String[] wrong = {"", "01", "00", "0100000005", "010001", "0133", "00000009", "ffffffff", "7fffffff", "20000001"
        };
        Arbitrary<String> fields = Arbitraries.oneOf(
                Arbitraries.of(starts), Arbitraries.of(strings), Arbitraries.of(strings), Arbitraries.of(wrong));
        return fields.list().ofMaxSize(8).map(hex -> HexFormat.of().parseHex(String.join("", hex)));
    }

    @Provide
    Arbitrary<int[]> cuts() {
        return Arbitraries.integers().array(int[].class).ofMaxSize(6).withoutEdgeCases();
    }
}

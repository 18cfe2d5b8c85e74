package kvs.protocol;

import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import kvs.protocol.PublishedCodec.Fault;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tag;
import org.jspecify.annotations.Nullable;

/** Exercise 1.8: the laws hold for a correct codec, and at least one of them breaks for every faulty codec. */
@Tag("1.8")
class CodecLawsProperties {
    private static final int TRIES = 200;

    /** Enough that every kind of command has an empty key among its samples. */
    private static final int MANY_TRIES = 5000;

    /** Shorter than many of the commands that a law is tried with. */
    private static final int MAX_REJECTED_PREFIX = 32;

    private static final byte[] OTHER_VERSIONS = {0, 2, '1', -1};
    private static final byte[] OTHER_STATUSES = {0, 1, '3', -1};

    @Example
    void a_correct_codec_breaks_no_law() {
        for (Codec correct : List.of(new BinaryCodec(Limits.DEFAULT), new PublishedCodec(), FaultyCodecs.lazy())) {
            try {
                tryAllLaws(correct);
            } catch (AssertionError broken) {
                Fact.when("try all laws on a codec without a fault")
                        .usually("a law demands more than the protocol and the contract of Parsed")
                        .gives("every law holds", oneLine(broken));
            }
        }
    }

    @Example
    void tries_every_kind_of_command() {
        List<String> kinds = samples(CodecLaws.commands(), TRIES)
                .map(command -> command.getClass().getSimpleName())
                .distinct()
                .sorted()
                .toList();
        Fact.when(TRIES + " commands from commands()")
                .usually("a kind of command that is never tried is never tested")
                .gives(List.of("Clear", "Get", "Ping", "Set", "Shutdown"), kinds);
    }

    @Example
    void tries_empty_and_binary_keys_and_values_in_every_command() {
        samplesOf("the keys of GET", command -> command instanceof Command.Get(Bytes key) ? key : null);
        samplesOf("the keys of SET", command -> command instanceof Command.Set(Bytes key, Bytes _) ? key : null);
        samplesOf("the values of SET", command -> command instanceof Command.Set(Bytes _, Bytes value) ? value : null);
        samplesOf("the keys of CLEAR", command -> command instanceof Command.Clear(Bytes key) ? key : null);
        samplesOf("the payloads of PING", command -> command instanceof Command.Ping(Bytes bytes) ? bytes : null);
    }

    private static void samplesOf(String what, Function<Command, @Nullable Bytes> field) {
        List<Bytes> samples = samples(CodecLaws.commands(), MANY_TRIES)
                .flatMap(command -> Stream.ofNullable(field.apply(command)))
                .toList();
        Fact.when(what + " among " + MANY_TRIES + " commands from commands()")
                .usually("a law that is tried with one fixed key says nothing about the others: use Samples.bytes()")
                .holds(
                        samples.contains(Bytes.EMPTY)
                                && samples.stream().anyMatch(bytes -> bytes.length() > 0 && bytes.at(0) > 0x7f),
                        "an empty one, and one that starts with a byte above 7f",
                        samples.stream().distinct().limit(5).toList());
    }

    @Example
    void laws_do_not_use_the_assert_statement() {
        tryAllLaws(new PublishedCodec());
        boolean asserts = Arrays.stream(CodecLaws.class.getDeclaredFields())
                .anyMatch(field -> field.getName().equals("$assertionsDisabled"));
        Fact.when("look for assert statements in CodecLaws")
                .usually("assert is off unless the JVM runs with -ea: throw an AssertionError, as Fact does")
                .holds(!asserts, "none", "at least one");
    }

    @Example
    void catches_the_command_written_as_u16_and_read_as_u32() {
        mustCatch(
                Fault.COMMAND_WRITTEN_AS_U16,
                "commandComesBack: the bytes that are written must be read back as the same command");
    }

    @Example
    void catches_CLEAR_read_as_GET() {
        mustCatch(Fault.CLEAR_READ_AS_GET, "commandComesBack: the same command must come back, not just any command");
    }

    @Example
    void catches_the_status_written_as_a_number_and_read_as_a_character() {
        mustCatch(
                Fault.STATUS_WRITTEN_AS_NUMBER,
                "responseComesBack: the bytes that are written must be read back as the same response");
    }

    @Example
    void catches_the_writer_that_never_flushes() {
        mustCatch(Fault.NEVER_FLUSHED, "commandComesBack: a codec that writes no bytes cannot read its command back");
    }

    @Example
    void catches_an_unknown_status_read_as_a_server_error() {
        mustCatch(
                Fault.UNKNOWN_STATUS_IS_A_SERVER_ERROR,
                "unknownStatusIsMalformed: a round trip does not show this; change the status byte");
    }

    @Example
    void catches_an_incomplete_message_read_as_an_error() {
        mustCatch(
                Fault.INCOMPLETE_IS_FATAL,
                "everyPrefixIsIncomplete: a prefix must be Incomplete, and Malformed is not Incomplete");
    }

    @Example
    void catches_not_found_written_as_an_empty_value() {
        mustCatch(
                Fault.MISSING_LOOKS_EMPTY,
                "responseComesBack: two responses that are written alike cannot both come back");
    }

    @Example
    void catches_an_ignored_version() {
        mustCatch(Fault.ANY_VERSION_WILL_DO, "otherVersionIsMalformed: change the version byte, and demand Malformed");
    }

    @Example
    void catches_bytes_left_after_a_command() {
        mustCatch(
                new PublishedCodec() {
                    @Override
                    public void write(Command command, ByteBuf out) {
                        super.write(command, out);
                        out.writeByte(0);
                    }
                },
                "a codec that writes a byte more than it reads",
                "commandComesBack: bytes that are left are read as the next message");
    }

    @Example
    void catches_a_parser_that_asks_for_more_than_is_missing() {
        mustCatch(
                new PublishedCodec() {
                    @Override
                    public Parsed<Command> parse(ByteCursor in, Scan scan) {
                        Parsed<Command> parsed = super.parse(in, scan);
                        return parsed instanceof Parsed.Incomplete<Command>(int atLeast)
                                ? new Parsed.Incomplete<>(atLeast + 100)
                                : parsed;
                    }
                },
                "a codec that asks for 100 bytes too many",
                "everyPrefixIsIncomplete: atLeast must not exceed the number of missing bytes, or the reader waits for ever");
    }

    @Example
    void catches_a_cursor_that_stops_before_the_end_of_a_message() {
        mustCatch(
                FaultyCodecs.leavingTheLastByteOfACommand(),
                "a codec that leaves the last byte of each command in front of the cursor",
                "commandComesBack: look at remaining() after the parse");
        mustCatch(
                FaultyCodecs.leavingTheLastByteOfAResponse(),
                "a codec that leaves the last byte of each response in front of the cursor",
                "responseComesBack: look at remaining() after the parse");
    }

    @Example
    void catches_a_command_with_other_contents() {
        String meaning = "commandComesBack: compare the whole command, not only its kind or its key";
        mustCatch(FaultyCodecs.reading(FaultyCodecs::swapped), "a codec that swaps key and value of a SET", meaning);
        mustCatch(FaultyCodecs.reading(FaultyCodecs::withoutValue), "a codec that drops the value of a SET", meaning);
        mustCatch(FaultyCodecs.reading(FaultyCodecs::withoutPayload), "a codec that drops a PING's payload", meaning);
        mustCatch(FaultyCodecs.reading(FaultyCodecs::withoutKeyToClear), "a codec that drops a CLEAR's key", meaning);
        mustCatch(FaultyCodecs.reading(FaultyCodecs::asText), "a codec that reads a GET's key as text", meaning);
    }

    @Example
    void catches_a_response_with_other_contents() {
        String meaning = "responseComesBack: compare the whole response, not only its kind";
        mustCatch(
                FaultyCodecs.answering(FaultyCodecs::withoutPayload), "a codec that drops the value of an ok", meaning);
        mustCatch(
                FaultyCodecs.answering(FaultyCodecs::withoutMessage), "a codec that drops an error's message", meaning);
    }

    @Example
    void catches_every_version_that_is_accepted() {
        for (byte version : OTHER_VERSIONS) {
            mustCatch(
                    FaultyCodecs.acceptingVersion(version),
                    String.format("a codec that accepts version 0x%02x", version),
                    "otherVersionIsMalformed: put the parameter version into byte 0, not a fixed number");
        }
    }

    @Example
    void catches_every_status_that_is_accepted() {
        for (byte status : OTHER_STATUSES) {
            mustCatch(
                    FaultyCodecs.acceptingStatus(status),
                    String.format("a codec that reads status 0x%02x as ok", status),
                    "unknownStatusIsMalformed: put the parameter status into byte 1, not a fixed number");
        }
    }

    @Example
    void catches_a_wrong_byte_that_is_waited_on() {
        mustCatch(
                FaultyCodecs.parsing(FaultyCodecs::waiting, response -> response),
                "a codec that waits for more bytes after another version",
                "otherVersionIsMalformed: demand Malformed; Incomplete would wait for ever");
        mustCatch(
                FaultyCodecs.parsing(command -> command, FaultyCodecs::waiting),
                "a codec that waits for more bytes after an unknown status",
                "unknownStatusIsMalformed: demand Malformed; Incomplete would wait for ever");
    }

    @Example
    void catches_a_single_prefix_that_is_malformed() {
        mustCatch(
                FaultyCodecs.rejectingAnEmptyBuffer(),
                "a codec that finds an empty buffer malformed",
                "everyPrefixIsIncomplete: the first prefix has no bytes");
        mustCatch(
                FaultyCodecs.parsing(FaultyCodecs::malformedAtTheLastByte, response -> response),
                "a codec that finds a message malformed when one byte of a field is missing",
                "everyPrefixIsIncomplete: the last prefix is all but the last byte");
    }

    @Example
    void catches_a_malformed_prefix_of_any_length() {
        for (int arrived = 1; arrived <= MAX_REJECTED_PREFIX; arrived++) {
            mustCatch(
                    FaultyCodecs.rejectingThePrefixOf(arrived),
                    "a codec that finds a prefix of length " + arrived + " malformed",
                    "everyPrefixIsIncomplete: try every length from 0 to all but the last byte, one by one");
        }
    }

    @Example
    void catches_a_parser_that_asks_for_one_byte_too_many() {
        mustCatch(
                FaultyCodecs.parsing(FaultyCodecs::oneTooMany, response -> response),
                "a codec that asks for one byte too many",
                "everyPrefixIsIncomplete: atLeast must not exceed the number of missing bytes");
    }

    /** Returns the message of a law in one line, without the columns of a card of its own. */
    private static String oneLine(AssertionError broken) {
        return String.valueOf(broken.getMessage())
                .replaceAll("\\s*\n\\s*", "; ")
                .replaceAll("\\s+", " ");
    }

    private static void mustCatch(Fault fault, String meaning) {
        mustCatch(new PublishedCodec(fault), "a codec with the published fault " + fault, meaning);
    }

    private static void mustCatch(Codec wrong, String what, String meaning) {
        String got = "every law holds: the fault goes unnoticed";
        boolean caught = false;
        try {
            tryAllLaws(wrong);
        } catch (AssertionError broken) {
            caught = true;
        } catch (IndexOutOfBoundsException e) {
            // A law changed a byte of a message, and the codec had written none.
            got = "a law ended with an exception instead of an AssertionError: " + e.getMessage();
        }
        Fact.when("try all laws on " + what).usually(meaning).holds(caught, "a law is broken", got);
    }

    private static void tryAllLaws(Codec codec) {
        each(CodecLaws.commands(), command -> {
            CodecLaws.commandComesBack(codec, command);
            CodecLaws.everyPrefixIsIncomplete(codec, command);
            for (byte version : OTHER_VERSIONS) {
                CodecLaws.otherVersionIsMalformed(codec, command, version);
            }
        });
        each(Samples.responses(), response -> {
            CodecLaws.responseComesBack(codec, response);
            for (byte status : OTHER_STATUSES) {
                CodecLaws.unknownStatusIsMalformed(codec, response, status);
            }
        });
    }

    private static <T> void each(Arbitrary<T> arbitrary, Consumer<T> law) {
        samples(arbitrary, TRIES).forEach(law);
    }

    private static <T> Stream<T> samples(Arbitrary<T> arbitrary, int tries) {
        RandomGenerator<T> generator = arbitrary.generator(tries, true);
        Random random = new Random(20210228);
        return Stream.generate(() -> generator.next(random).value()).limit(tries);
    }
}

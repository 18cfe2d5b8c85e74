package kvs.protocol;

import io.netty.buffer.ByteBuf;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;
import kvs.protocol.PublishedCodec.Fault;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.RandomGenerator;
import net.jqwik.api.Tag;

/** Exercise 1.8: the property that catches the published bugs. It must acquit a right codec and convict every wrong one. */
@Tag("1.8")
class CodecLawsProperties {
    private static final int TRIES = 200;

    @Example
    void a_correct_codec_breaks_no_law() {
        for (Codec right : List.of(new BinaryCodec(Limits.DEFAULT), new PublishedCodec())) {
            try {
                tryAllLaws(right);
            } catch (AssertionError broken) {
                Fact.when("try all laws on a codec without a fault")
                        .usually("a law demands what the protocol does not")
                        .gives("every law holds", oneLine(broken));
            }
        }
    }

    @Example
    void tries_every_kind_of_command() {
        List<String> kinds = samples(CodecLaws.commands())
                .map(command -> command.getClass().getSimpleName())
                .distinct()
                .sorted()
                .toList();
        Fact.when(TRIES + " commands from commands()")
                .usually("a kind of command that is never tried is never tested")
                .gives(List.of("Clear", "Get", "Ping", "Set", "Shutdown"), kinds);
    }

    @Example
    void tries_empty_keys_and_keys_that_are_not_text() {
        List<Bytes> keys = samples(CodecLaws.commands())
                .filter(Command.Get.class::isInstance)
                .map(command -> ((Command.Get) command).key())
                .toList();
        Fact.when("the keys of the GETs among " + TRIES + " commands from commands()")
                .usually("a law that is tried on one friendly key says nothing of the others")
                .holds(
                        keys.contains(Bytes.EMPTY)
                                && keys.stream().anyMatch(key -> key.length() > 0 && key.at(0) > 0x7f),
                        "among them the empty key, and one that starts with a byte above 7f",
                        keys.stream().distinct().limit(5).toList());
    }

    @Example
    void catches_the_command_written_as_u16_and_read_as_u32() {
        mustCatch(Fault.COMMAND_WRITTEN_AS_U16, "what is written must be read back, whatever it looks like between");
    }

    @Example
    void catches_CLEAR_read_as_GET() {
        mustCatch(Fault.CLEAR_READ_AS_GET, "it is not enough that some command comes back");
    }

    @Example
    void catches_the_status_written_as_a_number_and_read_as_a_character() {
        mustCatch(Fault.STATUS_WRITTEN_AS_NUMBER, "responses must come back too");
    }

    @Example
    void catches_the_writer_that_never_flushes() {
        mustCatch(Fault.NEVER_FLUSHED, "no bytes at all are read back as nothing");
    }

    @Example
    void catches_an_unknown_status_read_as_a_server_error() {
        mustCatch(
                Fault.UNKNOWN_STATUS_IS_A_SERVER_ERROR,
                "no round trip shows it: bytes that nobody writes must be tried");
    }

    @Example
    void catches_an_incomplete_message_read_as_an_error() {
        mustCatch(Fault.INCOMPLETE_IS_FATAL, "every prefix of a message is on its way to being one");
    }

    @Example
    void catches_not_found_written_as_an_empty_value() {
        mustCatch(Fault.MISSING_LOOKS_EMPTY, "two responses that are written alike cannot both come back");
    }

    @Example
    void catches_an_ignored_version() {
        mustCatch(Fault.ANY_VERSION_WILL_DO, "another version must be tried, and refused");
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
                "what is left in front of the cursor is taken for the next message");
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
                "a reader that believes it waits for bytes that nobody will send");
    }

    /** What a law said, without the columns of a card of its own. */
    private static String oneLine(AssertionError broken) {
        return String.valueOf(broken.getMessage())
                .replaceAll("\\s*\n\\s*", "; ")
                .replaceAll("\\s+", " ");
    }

    private static void mustCatch(Fault fault, String meaning) {
        mustCatch(new PublishedCodec(fault), "a codec with the published fault " + fault, meaning);
    }

    private static void mustCatch(Codec wrong, String what, String meaning) {
        String got = "every law held: the bug would ship";
        boolean caught = false;
        try {
            tryAllLaws(wrong);
        } catch (AssertionError broken) {
            caught = true;
        } catch (IndexOutOfBoundsException e) {
            // A law that changes a byte of what was written, where nothing was.
            got = "a law stumbled instead of failing: " + e.getMessage();
        }
        Fact.when("try all laws on " + what).usually(meaning).holds(caught, "a law is broken", got);
    }

    private static void tryAllLaws(Codec codec) {
        byte[] otherVersions = {0, 2, '1', -1};
        byte[] otherStatuses = {0, 1, '3', -1};
        each(CodecLaws.commands(), command -> {
            CodecLaws.commandComesBack(codec, command);
            CodecLaws.everyPrefixIsIncomplete(codec, command);
            for (byte version : otherVersions) {
                CodecLaws.otherVersionIsMalformed(codec, command, version);
            }
        });
        each(Samples.responses(), response -> {
            CodecLaws.responseComesBack(codec, response);
            for (byte status : otherStatuses) {
                CodecLaws.unknownStatusIsMalformed(codec, response, status);
            }
        });
    }

    private static <T> void each(Arbitrary<T> arbitrary, Consumer<T> law) {
        samples(arbitrary).forEach(law);
    }

    private static <T> Stream<T> samples(Arbitrary<T> arbitrary) {
        RandomGenerator<T> generator = arbitrary.generator(TRIES, true);
        Random random = new Random(20210228);
        return Stream.generate(() -> generator.next(random).value()).limit(TRIES);
    }
}

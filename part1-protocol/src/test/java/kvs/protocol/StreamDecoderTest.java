package kvs.protocol;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.6: a stream, not a message. */
@Tag("1.6")
class StreamDecoderTest {
    private static final Codec BINARY = new BinaryCodec(Limits.DEFAULT);
    private static final Codec TEXT = new TextCodec(Limits.DEFAULT);
    private static final Command GET_FOO = new Command.Get(Bytes.utf8("foo"));
    private static final Command SET_FOO = new Command.Set(Bytes.utf8("foo"), Bytes.utf8("barbar"));
    private static final Command SHUTDOWN = new Command.Shutdown();

    private static final byte[] STREAM =
            Frames.GET_FOO.then(Frames.SET_FOO_BARBAR).then(Frames.SHUTDOWN).bytes();
    private static final List<Command> COMMANDS = List.of(GET_FOO, SET_FOO, SHUTDOWN);

    private final ByteBuf buffer = Unpooled.buffer();
    private final CountingCursor in = new CountingCursor(buffer);
    private final List<Command> got = new ArrayList<>();

    @Test
    void hands_over_every_command_of_one_read() {
        drain(BINARY, STREAM);
        Fact.when("one read of three commands")
                .usually("one read is not one command: go on until there is no whole one left")
                .gives(COMMANDS, got);
    }

    @Test
    void hands_over_each_command_before_it_looks_at_the_next() {
        List<Integer> positions = new ArrayList<>();
        buffer.writeBytes(STREAM);
        StreamDecoder.ofCommands(BINARY).drain(in, _ -> positions.add(in.position()));
        Fact.when("note position() in the sink, for three commands in one read")
                .usually("the commands were collected and handed over at the end")
                .gives(List.of(12, 34, 39), positions);
    }

    @Test
    void hands_over_a_command_that_came_in_two_reads() {
        for (int cut = 1; cut < STREAM.length; cut++) {
            StreamDecoderTest fresh = new StreamDecoderTest();
            fresh.drain(BINARY, Arrays.copyOf(STREAM, cut), Arrays.copyOfRange(STREAM, cut, STREAM.length));
            Fact.when("two reads of three commands, the first of " + cut + " bytes")
                    .usually("what has arrived of an unfinished command must stay in front of the cursor")
                    .gives(COMMANDS, fresh.got);
        }
    }

    @Test
    void hands_over_a_short_command_behind_a_long_one_that_came_in_pieces() {
        byte[] stream = Frames.SET_FOO_BARBAR.then(Frames.SHUTDOWN).bytes();
        drain(BINARY, Arrays.copyOf(stream, 9), Arrays.copyOfRange(stream, 9, stream.length));
        Fact.when("two reads of a SET and a SHUTDOWN, the first of 9 bytes")
                .usually("how many bytes the long one wanted says nothing of the short one behind it")
                .gives(List.of(SET_FOO, SHUTDOWN), got);
    }

    @Test
    void hands_over_commands_that_came_byte_by_byte() {
        drain(BINARY, bytewise(STREAM));
        Fact.when("a read for each byte of three commands").gives(COMMANDS, got);
    }

    @Test
    void says_incomplete_when_all_has_been_handed_over() {
        Parsed<Command> end = drain(BINARY, STREAM);
        Fact.when("drain three whole commands")
                .usually("an empty buffer is the start of the next command, of which at least one byte is missing")
                .gives(new Incomplete<Command>(1), end);
    }

    @Test
    void says_how_many_bytes_are_missing_at_least() {
        Parsed<Command> end = drain(BINARY, Arrays.copyOf(STREAM, STREAM.length - 2));
        Fact.when("drain all but two bytes").gives(new Incomplete<Command>(2), end);
        Fact.when("drain all but two bytes").gives(List.of(GET_FOO, SET_FOO), got);
    }

    @Test
    void leaves_the_cursor_in_front_of_the_unfinished_command() {
        drain(BINARY, Arrays.copyOf(STREAM, STREAM.length - 2));
        Fact.when("drain all but two bytes, then position()")
                .usually("half a command was consumed")
                .gives(STREAM.length - 5, in.position());
    }

    @Test
    void hands_over_the_commands_ahead_of_a_malformed_one() {
        Frame bad = Frame.of("version", "07");
        Parsed<Command> end = drain(BINARY, Frames.GET_FOO.then(bad).bytes());
        Fact.when("drain a GET and a bad byte").gives(List.of(GET_FOO), got);
        Fact.when("drain a GET and a bad byte").holds(end instanceof Malformed<Command>, "Malformed", end);
    }

    @Test
    void hands_over_a_command_as_soon_as_it_is_whole() {
        drain(BINARY, Frames.GET_FOO.then(Frame.of("next version", "01")).bytes());
        Fact.when("drain a GET and one byte more")
                .usually("a whole command waits for nobody: its client does not send the next before the answer")
                .gives(List.of(GET_FOO), got);
    }

    @Test
    void goes_on_after_the_owner_has_discarded_what_was_read() {
        StreamDecoder<Command> decoder = StreamDecoder.ofCommands(BINARY);
        for (byte b : STREAM) {
            buffer.writeByte(b);
            decoder.drain(in, got::add);
            in.discardRead();
        }
        Fact.when("a read for each byte, discarding what was read").gives(COMMANDS, got);
    }

    @Test
    void starts_afresh_behind_each_line_of_text() {
        drain(TEXT, bytewise("STORE$a$b\nSTORE$c$d\nLOAD$a\n".getBytes(US_ASCII)));
        Fact.when("three lines of text, byte by byte")
                .usually("what was noted of one message was taken for the next: reset the scan")
                .gives(
                        List.of(
                                new Command.Set(Bytes.utf8("a"), Bytes.utf8("b")),
                                new Command.Set(Bytes.utf8("c"), Bytes.utf8("d")),
                                new Command.Get(Bytes.utf8("a"))),
                        got);
    }

    @Test
    void looks_at_a_byte_of_text_a_few_times_however_many_reads_bring_it() {
        String line = "STORE$key$" + "v".repeat(4000) + "\n";
        drain(TEXT, bytewise(line.getBytes(US_ASCII)));
        Fact.when("a line of 4011 bytes, byte by byte")
                .usually("every read started at the first byte again: 4000 reads make 8 million looks")
                .holds(in.looked < 10 * line.length(), "fewer than 10 looks a byte", in.looked + " looks");
    }

    @Test
    void does_not_ask_the_binary_codec_before_the_missing_bytes_are_there() {
        ByteBuf out = Unpooled.buffer();
        BINARY.write(new Command.Set(Bytes.utf8("key"), Bytes.copyOf(new byte[4000])), out);
        byte[] set = Frame.bytesOf(out);
        drain(BINARY, bytewise(set));
        Fact.when("a SET of " + set.length + " bytes, byte by byte")
                .usually("Incomplete said how many bytes are missing at least, and nobody listened")
                .holds(in.looked < 100, "fewer than 100 looks", in.looked + " looks");
    }

    /** Appends each read to the buffer and drains; the last answer. */
    private Parsed<Command> drain(Codec codec, byte[]... reads) {
        StreamDecoder<Command> decoder = StreamDecoder.ofCommands(codec);
        Parsed<Command> end = decoder.drain(in, got::add);
        for (byte[] read : reads) {
            buffer.writeBytes(read);
            end = decoder.drain(in, got::add);
        }
        return end;
    }

    private static byte[][] bytewise(byte[] bytes) {
        byte[][] reads = new byte[bytes.length][];
        for (int i = 0; i < bytes.length; i++) {
            reads[i] = new byte[] {bytes[i]};
        }
        return reads;
    }
}

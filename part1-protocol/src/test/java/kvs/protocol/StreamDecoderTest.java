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
    void passes_on_every_command_of_one_read() {
        drain(BINARY, STREAM);
        Fact.when("one read of three commands")
                .usually("one read may bring several commands: continue until no whole one is left")
                .gives(COMMANDS, got);
    }

    @Test
    void passes_on_each_command_before_it_parses_the_next() {
        List<Integer> positions = new ArrayList<>();
        buffer.writeBytes(STREAM);
        StreamDecoder.ofCommands(BINARY).drain(in, _ -> positions.add(in.position()));
        Fact.when("note position() in the sink, for three commands in one read")
                .usually("the commands were collected and passed to the sink at the end")
                .gives(List.of(12, 34, 39), positions);
    }

    @Test
    void joins_a_command_from_two_reads() {
        for (int cut = 1; cut < STREAM.length; cut++) {
            StreamDecoderTest fresh = new StreamDecoderTest();
            fresh.drain(BINARY, Arrays.copyOf(STREAM, cut), Arrays.copyOfRange(STREAM, cut, STREAM.length));
            Fact.when("two reads of three commands, the first of " + cut + " bytes")
                    .usually("what has arrived of an unfinished command must stay in front of the cursor")
                    .gives(COMMANDS, fresh.got);
        }
    }

    @Test
    void passes_on_a_short_command_after_a_long_one_in_two_reads() {
        byte[] stream = Frames.SET_FOO_BARBAR.then(Frames.SHUTDOWN).bytes();
        drain(BINARY, Arrays.copyOf(stream, 9), Arrays.copyOfRange(stream, 9, stream.length));
        Fact.when("two reads of a SET and a SHUTDOWN, the first of 9 bytes")
                .usually("wanted still held the length of the long command: a short one that follows needs fewer bytes")
                .gives(List.of(SET_FOO, SHUTDOWN), got);
    }

    @Test
    void joins_commands_from_reads_of_one_byte() {
        drain(BINARY, bytewise(STREAM));
        Fact.when("a read for each byte of three commands").gives(COMMANDS, got);
    }

    @Test
    void is_incomplete_by_one_byte_after_the_last_command() {
        Parsed<Command> end = drain(BINARY, STREAM);
        Fact.when("drain three whole commands")
                .usually("an empty buffer is the start of the next command, of which at least one byte is missing")
                .gives(new Incomplete<Command>(1), end);
    }

    @Test
    void returns_the_number_of_missing_bytes() {
        Parsed<Command> end = drain(BINARY, Arrays.copyOf(STREAM, STREAM.length - 2));
        Fact.when("drain all but two bytes").gives(new Incomplete<Command>(2), end);
        Fact.when("drain all but two bytes").gives(List.of(GET_FOO, SET_FOO), got);
    }

    @Test
    void leaves_the_cursor_at_the_unfinished_command() {
        drain(BINARY, Arrays.copyOf(STREAM, STREAM.length - 2));
        Fact.when("drain all but two bytes, then position()")
                .usually("the bytes of an unfinished command were consumed; the next drain needs them again")
                .gives(STREAM.length - 5, in.position());
    }

    @Test
    void is_incomplete_by_one_byte_when_nothing_has_arrived() {
        Fact.when("drain an empty buffer")
                .usually("an empty buffer is the start of the next command, of which at least one byte is missing")
                .gives(new Incomplete<Command>(1), drain(BINARY));
    }

    @Test
    void counts_the_missing_bytes_down_with_every_read() {
        StreamDecoder<Command> decoder = StreamDecoder.ofCommands(BINARY);
        byte[] set = Frames.SET_FOO_BARBAR.bytes();
        int arrived = 0;
        for (int wanted : new int[] {5, 9, 12, 16, 22}) {
            for (; arrived + 1 < wanted; arrived++) {
                buffer.writeByte(set[arrived]);
                Fact.when("drain the first " + (arrived + 1) + " bytes of a SET, one byte per read")
                        .usually("the number of missing bytes is wanted less what has arrived, also without a parse")
                        .gives(new Incomplete<Command>(wanted - arrived - 1), decoder.drain(in, got::add));
            }
            buffer.writeByte(set[arrived++]);
            decoder.drain(in, got::add);
        }
        Fact.when("drain a SET, one byte per read").gives(List.of(SET_FOO), got);
    }

    @Test
    void returns_the_answer_of_the_codec_for_a_malformed_command() {
        Frame bad = Frames.request("00 00 00 09");
        Parsed<Command> end = drain(BINARY, Frames.GET_FOO.then(bad).bytes());
        Fact.when("drain a GET and an unknown command")
                .usually("the codec's Malformed says what is wrong and where: return it unchanged")
                .gives(BINARY.parse(ByteCursor.over(bad.bytes())), end);
        Fact.when("drain a GET and an unknown command, then position()")
                .usually("the cursor stays at the start of the malformed command")
                .gives(Frames.GET_FOO.bytes().length, in.position());
    }

    @Test
    void passes_on_the_commands_before_a_malformed_one() {
        Frame bad = Frame.of("version", "07");
        Parsed<Command> end = drain(BINARY, Frames.GET_FOO.then(bad).bytes());
        Fact.when("drain a GET and a bad byte").gives(List.of(GET_FOO), got);
        Fact.when("drain a GET and a bad byte").holds(end instanceof Malformed<Command>, "Malformed", end);
    }

    @Test
    void passes_on_a_command_as_soon_as_it_is_whole() {
        drain(BINARY, Frames.GET_FOO.then(Frame.of("next version", "01")).bytes());
        Fact.when("drain a GET and one byte more")
                .usually(
                        "a whole command must not wait for the next one: its client may send that only after the answer")
                .gives(List.of(GET_FOO), got);
    }

    @Test
    void continues_after_discardRead() {
        StreamDecoder<Command> decoder = StreamDecoder.ofCommands(BINARY);
        for (byte b : STREAM) {
            buffer.writeByte(b);
            decoder.drain(in, got::add);
            in.discardRead();
        }
        Fact.when("a read for each byte, discarding what was read").gives(COMMANDS, got);
    }

    @Test
    void resets_the_scan_after_each_line() {
        drain(TEXT, bytewise("STORE$a$b\nSTORE$c$d\nLOAD$a\n".getBytes(US_ASCII)));
        Fact.when("three lines of text, byte by byte")
                .usually("the scan still held the progress of an earlier line: reset it after each complete message")
                .gives(
                        List.of(
                                new Command.Set(Bytes.utf8("a"), Bytes.utf8("b")),
                                new Command.Set(Bytes.utf8("c"), Bytes.utf8("d")),
                                new Command.Get(Bytes.utf8("a"))),
                        got);
    }

    @Test
    void does_not_look_at_text_again_at_every_read() {
        String line = "STORE$key$" + "v".repeat(4000) + "\n";
        drain(TEXT, bytewise(line.getBytes(US_ASCII)));
        Fact.when("a line of 4011 bytes, byte by byte")
                .usually("every read started at the first byte again: 4000 reads of one byte make 8 million looks")
                .holds(in.looked < 10 * line.length(), "fewer than 10 looks a byte", in.looked + " looks");
    }

    @Test
    void does_not_parse_before_the_missing_bytes_have_arrived() {
        ByteBuf out = Unpooled.buffer();
        BINARY.write(new Command.Set(Bytes.utf8("key"), Bytes.copyOf(new byte[4000])), out);
        byte[] set = Frame.bytesOf(out);
        drain(BINARY, bytewise(set));
        Fact.when("a SET of " + set.length + " bytes, byte by byte")
                .usually("the parser was called before the bytes that Incomplete said were missing had arrived")
                .holds(in.looked < 100, "fewer than 100 looks", in.looked + " looks");
    }

    /** Appends each read to the buffer and drains it; returns the last answer. */
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

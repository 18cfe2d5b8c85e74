package kvs.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Test;

/** The parts of the binary codec that belong to no exercise. */
class BinaryCodecTest {
    private static final Limits LIMITS = new Limits(4, 8);
    private static final Codec CODEC = new BinaryCodec(LIMITS);

    @Test
    void its_name_is_binary() {
        Fact.when("name()").gives("binary", CODEC.name());
    }

    @Test
    void returns_its_limits() {
        Fact.when("limits()").gives(LIMITS, CODEC.limits());
    }

    @Test
    void rejects_with_an_error_that_names_offset_and_reason() {
        ByteBuf out = Unpooled.buffer();
        CODEC.reject(new Malformed<>("no", 7), out);
        Fact.when("reject Malformed(\"no\", 7)")
                .gives(
                        Frames.response("31")
                                .then(Frame.of(
                                        "length", "00 00 00 1f",
                                        "malformed request", "6d 61 6c 66 6f 72 6d 65 64 20 72 65 71 75 65 73 74",
                                        "at byte", "20 61 74 20 62 79 74 65 20",
                                        "offset", "37",
                                        "reason", "3a 20 6e 6f")),
                        out);
    }

    @Test
    void rejects_an_unknown_command_with_an_error() {
        ByteBuf out = Unpooled.buffer();
        if (CODEC.parse(ByteCursor.over(Frames.request("00 00 00 09").bytes())) instanceof Malformed<Command> bad) {
            CODEC.reject(bad, out);
        }
        Fact.when("reject an unknown command, and parse what the client gets")
                .gives(
                        new Complete<>(new Response.Error("malformed request at byte 1: unknown command 9")),
                        new BinaryCodec(Limits.DEFAULT).parseResponse(new ByteCursor(out)));
    }

    @Test
    void appends_the_rejection_to_the_buffer() {
        ByteBuf out = Unpooled.buffer().writeByte(0x2a);
        CODEC.reject(new Malformed<>("no", 7), out);
        Fact.when("reject to a buffer that holds 2a, then its first byte").gives(0x2a, out.getByte(0));
    }

    @Test
    void says_why_a_message_cannot_be_written() {
        Fact.when("write GET with a key of 5 bytes, the limit being 4")
                .gives(
                        "binary protocol: a key of 5 bytes is above the limit of 4",
                        RejectedWrite.reasonOf(CODEC, Direction.REQUESTS, new Command.Get(Bytes.utf8("abcde"))));
        Fact.when("write an error of 5 characters and 9 bytes, the limit being 8")
                .gives(
                        "binary protocol: a message of 9 bytes is above the limit of 8",
                        RejectedWrite.reasonOf(CODEC, Direction.RESPONSES, new Response.Error("óóóóo")));
    }

    @Test
    void writes_half_a_surrogate_pair_as_one_question_mark() {
        ByteBuf out = Unpooled.buffer();
        CODEC.write(new Response.Error("\ud800"), new Command.Shutdown(), out);
        Fact.when("write an error with half a character")
                .gives(Frames.response("31").then(Frame.of("length", "00 00 00 01", "message", "3f")), out);
    }

    @Test
    void reads_invalid_UTF_8_as_the_replacement_character() {
        byte[] bytes = Frames.response("31")
                .then(Frame.of("length", "00 00 00 02", "message", "6e ff"))
                .bytes();
        Fact.when("parseResponse", bytes)
                .gives(new Complete<>(new Response.Error("n\ufffd")), CODEC.parseResponse(ByteCursor.over(bytes)));
    }

    @Test
    void writes_a_response_the_same_for_every_command() {
        for (Command command : List.of(new Command.Shutdown(), new Command.Get(Bytes.EMPTY))) {
            ByteBuf out = Unpooled.buffer();
            CODEC.write(Response.Ok.DONE, command, out);
            Fact.when("write ok in answer to " + command).gives(Frames.OK, out);
        }
    }

    @Test
    void leaves_a_scan_untouched() {
        Scan scan = new Scan();
        CODEC.parse(ByteCursor.over(Frames.GET_FOO.prefix(10)), scan);
        Fact.when("parse 10 bytes of GET, then the scan").gives(0, scan.seen);
    }

    @Test
    void a_command_does_not_share_the_buffer() {
        byte[] bytes = Frames.SET_FOO_EMPTY.bytes();
        Parsed<Command> parsed = CODEC.parse(ByteCursor.over(bytes));
        Arrays.fill(bytes, (byte) 0x2a);
        Fact.when("parse SET, then overwrite the buffer")
                .usually("the key still shares the buffer, and the next read overwrites it")
                .gives(new Complete<Command>(new Command.Set(Bytes.utf8("foo"), Bytes.EMPTY)), parsed);
    }

    @Test
    void copies_no_payload_more_than_once() {
        int mebi = 1 << 20;
        Codec codec = new BinaryCodec(new Limits(mebi, mebi));
        Command set = new Command.Set(Bytes.copyOf(new byte[mebi]), Bytes.copyOf(new byte[mebi]));
        byte[] stream = Direction.REQUESTS.written(codec, List.of(set));
        byte[][] reads = Direction.cut(stream, 100, mebi + 100);
        ThreeReads warmUp = new ThreeReads(codec, stream.length);
        warmUp.drain(reads);
        ThreeReads measured = new ThreeReads(codec, stream.length);
        long allocated = Allocation.ofBytes(() -> measured.drain(reads));
        Fact.when("drain a SET of 2 MiB that came in three reads").gives(List.of(set), measured.got);
        Fact.when("drain a SET of 2 MiB that came in three reads")
                .usually("a payload was copied more than once, or at every attempt")
                .holds(
                        allocated < 2 * mebi + (16 << 10),
                        "2 MiB allocated, and less than 16 KiB besides",
                        allocated + " bytes allocated");
    }

    /** A connection whose buffer never grows, so that only the decoder allocates. */
    private static final class ThreeReads {
        final List<Command> got = new ArrayList<>(1);
        private final ByteBuf buffer;
        private final ByteCursor in;
        private final StreamDecoder<Command> decoder;

        ThreeReads(Codec codec, int capacity) {
            buffer = Unpooled.buffer(capacity);
            in = new ByteCursor(buffer);
            decoder = StreamDecoder.ofCommands(codec);
        }

        void drain(byte[]... reads) {
            for (byte[] read : reads) {
                buffer.writeBytes(read);
                decoder.drain(in, got::add);
            }
        }
    }
}

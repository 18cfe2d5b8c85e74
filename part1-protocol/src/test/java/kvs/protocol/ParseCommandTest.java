package kvs.protocol;

import kvs.protocol.Parsed.Complete;
import kvs.protocol.Parsed.Incomplete;
import kvs.protocol.Parsed.Malformed;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 1.3: parse a command. */
@Tag("1.3")
class ParseCommandTest {
    private static final BinaryCodec CODEC = new BinaryCodec(new Limits(4, 8));
    private static final Bytes FOO = Bytes.utf8("foo");
    private static final Frame[] COMMANDS = {
        Frames.GET_FOO, Frames.SET_FOO_BARBAR, Frames.SET_FOO_EMPTY, Frames.CLEAR_FOO, Frames.SHUTDOWN, Frames.PING_HI
    };

    @Test
    void parses_GET() {
        expect(Frames.GET_FOO, new Command.Get(FOO));
    }

    @Test
    void parses_SET_with_its_key_first() {
        expect(Frames.SET_FOO_BARBAR, new Command.Set(FOO, Bytes.utf8("barbar")));
    }

    @Test
    void parses_SET_of_an_empty_value() {
        expect(Frames.SET_FOO_EMPTY, new Command.Set(FOO, Bytes.EMPTY));
    }

    @Test
    void parses_CLEAR() {
        expect(Frames.CLEAR_FOO, new Command.Clear(FOO));
    }

    @Test
    void parses_SHUTDOWN() {
        expect(Frames.SHUTDOWN, new Command.Shutdown());
    }

    @Test
    void parses_PING_with_its_payload() {
        expect(Frames.PING_HI, new Command.Ping(Bytes.utf8("hi")));
    }

    @Test
    void parses_keys_and_values_that_are_empty_or_not_text() {
        Frame empty = Frame.of("length", "00 00 00 00");
        Frame binary = Frame.of("length", "00 00 00 03", "bytes", "00 ff 80");
        Bytes bytes = Bytes.copyOf((byte) 0, (byte) 0xff, (byte) 0x80);
        expect(Frames.request("00 00 00 00").then(empty), new Command.Get(Bytes.EMPTY));
        expect(Frames.request("00 00 00 04").then(empty), new Command.Ping(Bytes.EMPTY));
        Fact.when("parse GET of the key 00 ff 80")
                .usually("a key is bytes, not text: a String on the way changes them")
                .gives(
                        new Complete<Command>(new Command.Get(bytes)),
                        parse(Frames.request("00 00 00 00").then(binary).bytes()));
        expect(Frames.request("00 00 00 01").then(binary).then(binary), new Command.Set(bytes, bytes));
        expect(Frames.request("00 00 00 02").then(binary), new Command.Clear(bytes));
        expect(Frames.request("00 00 00 04").then(binary), new Command.Ping(bytes));
    }

    @Test
    void accepts_a_key_and_a_value_exactly_as_long_as_their_limits() {
        Frame key = Frame.of("key length", "00 00 00 04", "key", "61 61 61 61");
        Frame value = Frame.of("value length", "00 00 00 08", "value", "62 62 62 62 62 62 62 62");
        expect(Frames.request("00 00 00 00").then(key), new Command.Get(Bytes.utf8("aaaa")));
        expect(
                Frames.request("00 00 00 01").then(key).then(value),
                new Command.Set(Bytes.utf8("aaaa"), Bytes.utf8("bbbbbbbb")));
        expect(Frames.request("00 00 00 02").then(key), new Command.Clear(Bytes.utf8("aaaa")));
        expect(Frames.request("00 00 00 04").then(value), new Command.Ping(Bytes.utf8("bbbbbbbb")));
    }

    @Test
    void leaves_the_next_command_unread() {
        for (Frame frame : COMMANDS) {
            ByteCursor in = ByteCursor.over(frame.then(Frames.SHUTDOWN).bytes());
            CODEC.parse(in);
            Fact.when("parse, then position(),", frame.then(Frames.SHUTDOWN).bytes())
                    .usually("the next command starts where this one ends")
                    .gives(frame.bytes().length, in.position());
        }
    }

    @Test
    void counts_offsets_from_the_start_of_its_own_message() {
        Frame two = Frames.GET_FOO.then(Frames.request("00 00 00 09"));
        ByteCursor in = ByteCursor.over(two.bytes());
        CODEC.parse(in);
        Parsed<Command> parsed = CODEC.parse(in);
        Fact.when("parse GET \"foo\", then the unknown command after it,", two.bytes())
                .usually("offsets count from the start of the message, not from the start of the buffer")
                .holds(
                        parsed instanceof Malformed<Command>(String _, int at) && at == 1,
                        "Malformed at offset 1",
                        parsed);
    }

    @Test
    void counts_the_missing_bytes_of_the_field_that_is_not_complete() {
        expectMissing(Frames.GET_FOO, 1, 5, 9, 12);
        expectMissing(Frames.SET_FOO_BARBAR, 1, 5, 9, 12, 16, 22);
        expectMissing(Frames.CLEAR_FOO, 1, 5, 9, 12);
        expectMissing(Frames.SHUTDOWN, 1, 5);
        expectMissing(Frames.PING_HI, 1, 5, 9, 11);
    }

    @Test
    void every_prefix_of_a_command_is_incomplete() {
        for (Frame frame : COMMANDS) {
            int length = frame.bytes().length;
            for (int arrived = 0; arrived < length; arrived++) {
                Parsed<Command> parsed = parse(frame.prefix(arrived));
                Fact.when("parse", frame.prefix(arrived))
                        .usually("missing bytes are not an error: Incomplete, with at most the number of missing bytes")
                        .holds(
                                parsed instanceof Incomplete<Command>(int atLeast) && atLeast <= length - arrived,
                                "Incomplete, at most " + (length - arrived) + " bytes missing",
                                parsed);
            }
        }
    }

    @Test
    void counts_the_missing_bytes_of_the_command_code() {
        Fact.when("parse", (byte) 1).gives(new Incomplete<Command>(4), parse((byte) 1));
        Fact.when("parse", (byte) 1, (byte) 0, (byte) 0)
                .gives(new Incomplete<Command>(2), parse((byte) 1, (byte) 0, (byte) 0));
    }

    @Test
    void rejects_another_version_at_offset_0() {
        for (int version = 0; version < 256; version++) {
            if (version != 1) {
                Frame frame = Frame.of("version", String.format("%02x", version), "command", "00 00 00 00")
                        .then(Frames.FOO);
                expectMalformedAt(0, frame, "the version byte must be checked, or the format can never change");
            }
        }
    }

    @Test
    void rejects_another_version_before_more_bytes_arrive() {
        expectMalformedAt(0, Frame.of("version", "47"), "the first byte is wrong already: do not wait for more");
    }

    @Test
    void rejects_an_unknown_command_at_offset_1() {
        String[] commands = {"00 00 00 05", "00 00 00 06", "00 00 00 30", "00 00 00 80", "7f ff ff ff", "ff ff ff ff"};
        for (String command : commands) {
            expectMalformedAt(
                    1,
                    Frames.request(command).then(Frames.FOO),
                    "the length of an unknown command is unknown, so nothing after it can be read");
        }
    }

    @Test
    void compares_all_four_bytes_of_the_command() {
        String[] commands = {"00 00 01 00", "00 01 00 00", "01 00 00 00", "80 00 00 00", "00 00 01 03", "01 00 00 01"};
        for (String command : commands) {
            expectMalformedAt(
                    1,
                    Frames.request(command).then(Frames.FOO),
                    "the command code has four bytes, and not all of them were compared");
        }
    }

    @Test
    void rejects_a_key_above_its_limit_at_its_length() {
        Frame key = Frame.of("key length", "00 00 00 05");
        expectMalformedAt(5, Frames.request("00 00 00 00").then(key), "keys have a limit: 4 bytes here");
        expectMalformedAt(5, Frames.request("00 00 00 01").then(key), "keys have a limit: 4 bytes here");
        expectMalformedAt(5, Frames.request("00 00 00 02").then(key), "keys have a limit: 4 bytes here");
    }

    @Test
    void rejects_a_value_above_its_limit_at_its_length() {
        Frame set = Frames.request("00 00 00 01").then(Frames.FOO).then(Frame.of("value length", "00 00 00 09"));
        expectMalformedAt(12, set, "values have a limit of their own: 8 bytes here");
        Frame ping = Frames.request("00 00 00 04").then(Frame.of("length", "00 00 00 09"));
        expectMalformedAt(5, ping, "a PING payload has the limit of a value: 8 bytes here");
    }

    @Test
    void accepts_a_value_longer_than_the_key_limit() {
        Frame ping =
                Frames.request("00 00 00 04").then(Frame.of("length", "00 00 00 06", "payload", "62 61 72 62 61 72"));
        expect(ping, new Command.Ping(Bytes.utf8("barbar")));
    }

    private static Parsed<Command> parse(byte... bytes) {
        return CODEC.parse(ByteCursor.over(bytes));
    }

    private static void expect(Frame frame, Command command) {
        Fact.when("parse", frame.bytes()).gives(new Complete<>(command), parse(frame.bytes()));
    }

    /** Requires that every prefix of {@code frame} lacks the bytes up to the next of {@code fieldEnds}. */
    private static void expectMissing(Frame frame, int... fieldEnds) {
        int arrived = 0;
        for (int end : fieldEnds) {
            for (; arrived < end; arrived++) {
                byte[] prefix = frame.prefix(arrived);
                Fact.when("parse", prefix)
                        .usually("the missing bytes are those of the next field that is not complete: here "
                                + frame.fieldAt(arrived))
                        .gives(new Incomplete<Command>(end - arrived), parse(prefix));
            }
        }
    }

    private static void expectMalformedAt(int offset, Frame frame, String meaning) {
        Parsed<Command> parsed = parse(frame.bytes());
        Fact.when("parse", frame.bytes())
                .usually(meaning)
                .holds(
                        parsed instanceof Malformed<Command>(String _, int at) && at == offset,
                        "Malformed at offset " + offset + ", " + frame.fieldAt(offset),
                        parsed);
    }
}

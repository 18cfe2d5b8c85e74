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
    void leaves_the_next_command_unread() {
        Frame two = Frames.GET_FOO.then(Frames.SHUTDOWN);
        ByteCursor in = ByteCursor.over(two.bytes());
        CODEC.parse(in);
        Fact.when("parse, then position()", two.bytes()).gives(Frames.GET_FOO.bytes().length, in.position());
    }

    @Test
    void every_prefix_of_a_command_is_incomplete() {
        for (Frame frame : new Frame[] {Frames.GET_FOO, Frames.SET_FOO_BARBAR, Frames.SHUTDOWN, Frames.PING_HI}) {
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
        for (String version : new String[] {"00", "02", "31", "ff"}) {
            Frame frame = Frame.of("version", version, "command", "00 00 00 00").then(Frames.FOO);
            expectMalformedAt(0, frame, "the version byte must be checked, or the format can never change");
        }
    }

    @Test
    void rejects_another_version_before_more_bytes_arrive() {
        expectMalformedAt(0, Frame.of("version", "47"), "the first byte is wrong already: do not wait for more");
    }

    @Test
    void rejects_an_unknown_command_at_offset_1() {
        String[] commands = {"00 00 00 05", "ff ff ff ff"};
        for (String command : commands) {
            expectMalformedAt(
                    1,
                    Frames.request(command).then(Frames.FOO),
                    "the length of an unknown command is unknown, so nothing after it can be read");
        }
    }

    @Test
    void compares_all_four_bytes_of_the_command() {
        String[] commands = {"00 00 01 00", "00 01 00 00", "01 00 00 00"};
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

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
    void parses_CLEAR_as_a_CLEAR_and_not_as_a_GET() {
        expect(Frames.CLEAR_FOO, new Command.Clear(FOO));
    }

    @Test
    void parses_SHUTDOWN_which_has_no_body() {
        expect(Frames.SHUTDOWN, new Command.Shutdown());
    }

    @Test
    void parses_PING_and_keeps_its_payload() {
        expect(Frames.PING_HI, new Command.Ping(Bytes.utf8("hi")));
    }

    @Test
    void leaves_the_next_command_where_it_is() {
        Frame two = Frames.GET_FOO.then(Frames.SHUTDOWN);
        ByteCursor in = ByteCursor.over(two.bytes());
        CODEC.parse(in);
        Fact.when("parse, then position()", two.bytes()).gives(Frames.GET_FOO.bytes().length, in.position());
    }

    @Test
    void waits_for_more_of_every_command_cut_short() {
        for (Frame frame : new Frame[] {Frames.GET_FOO, Frames.SET_FOO_BARBAR, Frames.SHUTDOWN, Frames.PING_HI}) {
            int length = frame.bytes().length;
            for (int arrived = 0; arrived < length; arrived++) {
                Parsed<Command> parsed = parse(frame.prefix(arrived));
                Fact.when("parse", frame.prefix(arrived))
                        .usually(
                                "bytes that have not arrived yet are no mistake: Incomplete, with no more than are missing")
                        .holds(
                                parsed instanceof Incomplete<Command>(int atLeast) && atLeast <= length - arrived,
                                "Incomplete, at most " + (length - arrived) + " bytes missing",
                                parsed);
            }
        }
    }

    @Test
    void waits_for_four_bytes_of_command() {
        Fact.when("parse", (byte) 1).gives(new Incomplete<Command>(4), parse((byte) 1));
        Fact.when("parse", (byte) 1, (byte) 0, (byte) 0)
                .gives(new Incomplete<Command>(2), parse((byte) 1, (byte) 0, (byte) 0));
    }

    @Test
    void refuses_another_version_at_offset_0() {
        for (String version : new String[] {"00", "02", "31", "ff"}) {
            Frame frame = Frame.of("version", version, "command", "00 00 00 00").then(Frames.FOO);
            expectMalformedAt(0, frame, "the header byte must mean something, or the format can never change");
        }
    }

    @Test
    void refuses_another_version_before_anything_else_arrives() {
        expectMalformedAt(0, Frame.of("version", "47"), "one wrong byte is enough to know");
    }

    @Test
    void refuses_an_unknown_command_at_offset_1() {
        String[] commands = {"00 00 00 05", "ff ff ff ff"};
        for (String command : commands) {
            expectMalformedAt(
                    1,
                    Frames.request(command).then(Frames.FOO),
                    "a command that is not known has a length that is not known: nothing behind it can be read");
        }
    }

    @Test
    void refuses_a_command_that_is_known_by_its_last_byte_only() {
        String[] commands = {"00 00 01 00", "00 01 00 00", "01 00 00 00"};
        for (String command : commands) {
            expectMalformedAt(
                    1,
                    Frames.request(command).then(Frames.FOO),
                    "the command is a number of four bytes, and three of them were not looked at");
        }
    }

    @Test
    void refuses_a_key_above_its_limit_at_its_length() {
        Frame key = Frame.of("key length", "00 00 00 05");
        expectMalformedAt(5, Frames.request("00 00 00 00").then(key), "keys have a limit: 4 bytes here");
        expectMalformedAt(5, Frames.request("00 00 00 01").then(key), "keys have a limit: 4 bytes here");
        expectMalformedAt(5, Frames.request("00 00 00 02").then(key), "keys have a limit: 4 bytes here");
    }

    @Test
    void refuses_a_value_above_its_limit_at_its_length() {
        Frame set = Frames.request("00 00 00 01").then(Frames.FOO).then(Frame.of("value length", "00 00 00 09"));
        expectMalformedAt(12, set, "values have a limit of their own: 8 bytes here");
        Frame ping = Frames.request("00 00 00 04").then(Frame.of("length", "00 00 00 09"));
        expectMalformedAt(5, ping, "a PING payload has the limit of a value: 8 bytes here");
    }

    @Test
    void lets_a_value_be_longer_than_a_key_may_be() {
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

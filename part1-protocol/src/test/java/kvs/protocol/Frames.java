package kvs.protocol;

/** The worked examples of the binary protocol, byte by byte (SPEC, "Binary protocol"). */
final class Frames {
    static final Frame FOO = Frame.of("key length", "00 00 00 03", "key", "66 6f 6f");
    static final Frame BARBAR = Frame.of("value length", "00 00 00 06", "value", "62 61 72 62 61 72");

    static final Frame GET_FOO = request("00 00 00 00").then(FOO);
    static final Frame SET_FOO_BARBAR = request("00 00 00 01").then(FOO).then(BARBAR);
    static final Frame SET_FOO_EMPTY = request("00 00 00 01").then(FOO).then(Frame.of("value length", "00 00 00 00"));
    static final Frame CLEAR_FOO = request("00 00 00 02").then(FOO);
    static final Frame SHUTDOWN = request("00 00 00 03");
    static final Frame PING_HI = request("00 00 00 04").then(Frame.of("length", "00 00 00 02", "payload", "68 69"));

    static final Frame OK = response("30").then(Frame.of("length", "00 00 00 00"));
    static final Frame OK_BARBAR =
            response("30").then(Frame.of("length", "00 00 00 06", "payload", "62 61 72 62 61 72"));
    static final Frame ERROR_NO = response("31").then(Frame.of("length", "00 00 00 03", "message", "6e c3 b3"));
    static final Frame NOT_FOUND = response("32").then(Frame.of("length", "00 00 00 00"));

    private Frames() {}

    /** Version 1 and a command. */
    static Frame request(String command) {
        return Frame.of("version", "01", "command", command);
    }

    /** Version 1 and a status. */
    static Frame response(String status) {
        return Frame.of("version", "01", "status", status);
    }
}

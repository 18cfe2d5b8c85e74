/**
 * Asks whether a command comes back and not whether it is the one that was written. A CLEAR that comes back as a GET is
 * a command, too.
 *
 * @sees the CLEAR that is read as a GET goes free
 * @probably nothing objects to a CLEAR that comes back as a GET: the same command has to come back, and CLEAR has to be
 *     among those you make
 */
class CodecLaws {
    static void commandComesBack(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        ByteCursor in = ByteCursor.over(bytes);
        Parsed<Command> parsed = codec.parse(in);
        Fact.when("parse what was written for " + command, bytes)
                .holds(parsed instanceof Complete<Command> && in.remaining() == 0, "a whole command", parsed);
    }
}

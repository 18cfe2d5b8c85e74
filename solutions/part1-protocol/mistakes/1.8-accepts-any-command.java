/**
 * Checks that a command comes back, but not that it is the one that was written. A CLEAR that comes back as a GET is a
 * command, too.
 *
 * @sees the codec that reads CLEAR as GET passes
 * @probably your law accepts a CLEAR that comes back as a GET: the same command must come back
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

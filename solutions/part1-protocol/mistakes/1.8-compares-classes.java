/**
 * Compares the kinds of the two commands and not their contents. A SET whose key and value are swapped passes.
 *
 * @sees the codecs that swap or lose a key, a value or a payload pass
 * @probably your law compares the kind of the command only: compare the commands, with their keys and values
 */
class CodecLaws {
    static void commandComesBack(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        ByteCursor in = ByteCursor.over(bytes);
        Parsed<Command> parsed = codec.parse(in);
        boolean same = parsed instanceof Complete<Command>(Command read)
                && read.getClass() == command.getClass()
                && in.remaining() == 0;
        Fact.when("parse what was written for " + command, bytes).holds(same, "the same kind of command", parsed);
    }
}

/**
 * Compares the command that comes back and never looks at {@code remaining()}. A parser that leaves the cursor one byte
 * before the end passes, and the next message then starts with that byte.
 *
 * @sees the codec that leaves the last byte of each command in front of the cursor passes
 * @probably your law does not look at {@code remaining()}: after a whole message no byte may be left
 */
class CodecLaws {
    static void commandComesBack(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        Fact.when("parse what was written for " + command, bytes)
                .gives(new Complete<>(command), codec.parse(ByteCursor.over(bytes)));
    }
}

/**
 * Tries version 2 whatever version it is given. Codecs that accept version 0, or any other, pass.
 *
 * @sees the codecs that accept version 0, {@code '1'} or 255 pass
 * @probably your law ignores its parameter {@code version} and always tries the same number
 */
class CodecLaws {
    static void otherVersionIsMalformed(Codec codec, Command command, byte version) {
        byte[] bytes = written(codec, command);
        bytes[0] = 2;
        Parsed<Command> parsed = codec.parse(ByteCursor.over(bytes));
        Fact.when("parse " + command + " with another version", bytes)
                .holds(parsed instanceof Malformed<Command>, "Malformed", parsed);
    }
}

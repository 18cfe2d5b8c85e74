/**
 * Writes the other version over byte 1, the first of the command. Most of the time the message is malformed anyway, for
 * another reason; when the byte is 0, nothing has changed.
 *
 * @sees a correct codec breaks the law, with version 0
 * @probably the version is still the right one, and what changed, if anything, is another byte: it is byte 0
 */
class CodecLaws {
    static void otherVersionIsMalformed(Codec codec, Command command, byte version) {
        byte[] bytes = written(codec, command);
        bytes[1] = version;
        Parsed<Command> parsed = codec.parse(ByteCursor.over(bytes));
        Fact.when("parse " + command + " with another version", bytes)
                .holds(parsed instanceof Malformed<Command>, "Malformed", parsed);
    }
}

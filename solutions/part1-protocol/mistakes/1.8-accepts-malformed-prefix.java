/**
 * Accepts every answer but a command for a prefix. Malformed is such an answer, and it closes a connection on which
 * nothing went wrong.
 *
 * @sees the codec that reads an incomplete message as an error passes
 * @probably your law accepts Malformed for a prefix: only Incomplete is right
 */
class CodecLaws {
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        for (int arrived = 0; arrived < bytes.length; arrived++) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            Parsed<Command> parsed = codec.parse(ByteCursor.over(prefix));
            Fact.when("parse the first " + arrived + " bytes of " + command, prefix)
                    .holds(!(parsed instanceof Complete<Command>), "no command", parsed);
        }
    }
}

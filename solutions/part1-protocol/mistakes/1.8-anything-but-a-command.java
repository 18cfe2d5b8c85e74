/**
 * Is content as long as half a message gives no command. To say that it is broken is also to give no command, and
 * closes a connection on which nothing went wrong.
 *
 * @sees the parser to which an incomplete message is fatal goes free
 * @probably there are three answers, and of half a message only one of them is right
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

/**
 * Counts the whole message among its prefixes, and demands missing bytes where none are missing.
 *
 * @sees a correct codec breaks the law, for a prefix with 0 bytes missing
 * @probably the last prefix that is tried is the whole message, which has no missing bytes
 */
class CodecLaws {
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        for (int arrived = 0; arrived <= bytes.length; arrived++) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            Parsed<Command> parsed = codec.parse(ByteCursor.over(prefix));
            Fact.when("parse the first " + arrived + " bytes of " + command, prefix)
                    .holds(parsed instanceof Incomplete<Command>, "Incomplete", parsed);
        }
    }
}

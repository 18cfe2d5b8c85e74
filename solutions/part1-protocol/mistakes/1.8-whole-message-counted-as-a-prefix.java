/**
 * Counts the whole message among its prefixes, and demands of a right codec that it finds bytes missing where none are.
 *
 * @sees the law is broken by a codec without a fault, for a prefix with 0 bytes missing
 * @probably the last prefix that is tried is the whole message, and of that nothing is missing
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

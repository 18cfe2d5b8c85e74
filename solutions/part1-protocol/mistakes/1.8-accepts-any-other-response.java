/**
 * Accepts any response other than the one that was written for an unknown status. An error that the parser invents is
 * another response.
 *
 * @sees the codec that reads an unknown status as a server error passes
 * @probably your law accepts any other response for an unknown status: the answer must be Malformed
 */
class CodecLaws {
    static void unknownStatusIsMalformed(Codec codec, Response response, byte status) {
        byte[] bytes = written(codec, response);
        bytes[1] = status;
        Parsed<Response> parsed = codec.parseResponse(ByteCursor.over(bytes));
        Fact.when("parseResponse " + response + " with another status", bytes)
                .holds(!parsed.equals(new Complete<>(response)), "anything but " + response, parsed);
    }
}

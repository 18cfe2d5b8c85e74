/**
 * Is content if an unknown status gives another response than the one that was written. An error that the parser made
 * up is another response.
 *
 * @sees the parser that makes a server error of an unknown status goes free
 * @probably it is not enough that another response comes out: no response may come out at all
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

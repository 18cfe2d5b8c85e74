/**
 * Compares only where the parser could read what the writer wrote, so the law holds exactly where the two disagree
 * most.
 *
 * @sees the codec that writes the status as a number and reads a character passes
 * @probably your law checks nothing when the bytes cannot be read back: that must fail, too
 */
class CodecLaws {
    static void responseComesBack(Codec codec, Response response) {
        byte[] bytes = written(codec, response);
        Parsed<Response> parsed = codec.parseResponse(ByteCursor.over(bytes));
        if (parsed instanceof Complete<Response>(Response read)) {
            Fact.when("parseResponse what was written for " + response, bytes).gives(response, read);
        }
    }
}

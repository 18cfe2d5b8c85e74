/**
 * Compares only where the parser understood what the writer wrote, so that the law is silent in just the cases in which
 * the two do not agree at all.
 *
 * @sees the status that is written as a number and read as a character goes free
 * @probably your law says nothing when the bytes cannot be read back, and that is the worst case of all
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

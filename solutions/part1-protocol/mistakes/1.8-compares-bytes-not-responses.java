/**
 * Writes, reads, writes again and compares the bytes. If two responses are written alike, the bytes are the same each
 * time, and the difference was lost before the first comparison.
 *
 * @sees the codec that writes not found as an empty value passes
 * @probably your law compares bytes with bytes: compare the response that was read with the one that was written
 */
class CodecLaws {
    static void responseComesBack(Codec codec, Response response) {
        byte[] bytes = written(codec, response);
        Parsed<Response> parsed = codec.parseResponse(ByteCursor.over(bytes));
        boolean same = parsed instanceof Complete<Response>(Response read)
                && Arrays.equals(bytes, written(codec, read));
        Fact.when("write again what was read of " + response, bytes).holds(same, "the same bytes", parsed);
    }
}

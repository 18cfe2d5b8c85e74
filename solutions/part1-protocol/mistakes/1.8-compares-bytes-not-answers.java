/**
 * Writes, reads, writes again and compares the bytes. If two answers are written alike, the bytes are the same each
 * time, and what was lost was lost before the first comparison.
 *
 * @sees the missing key that looks like an empty value goes free
 * @probably bytes are compared with bytes; where two answers are written alike, only the answers themselves differ
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

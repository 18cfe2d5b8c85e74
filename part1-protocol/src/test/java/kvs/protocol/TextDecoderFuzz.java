package kvs.protocol;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The laws of the text protocol for any bytes, and its slow model. A plain {@code mvn test} tries the saved inputs
 * ({@code src/test/resources/kvs/protocol/TextDecoderFuzzInputs}); these commands search for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part1-protocol test -Dtest=TextDecoderFuzz#commands
 *   JAZZER_FUZZ=1 mvn -pl part1-protocol test -Dtest=TextDecoderFuzz#responses
 * </pre>
 */
class TextDecoderFuzz {

    @FuzzTest(maxDuration = "60s")
    void commands(byte[] stream) {
        DecoderLaws.hold(TextCodec::new, Direction.REQUESTS, stream);
        answersAs(TextViability.ofRequests(DecoderLaws.SMALL), Direction.REQUESTS, stream);
    }

    @FuzzTest(maxDuration = "60s")
    void responses(byte[] stream) {
        DecoderLaws.hold(TextCodec::new, Direction.RESPONSES, stream);
        answersAs(TextViability.ofResponses(DecoderLaws.SMALL), Direction.RESPONSES, stream);
    }

    private static void answersAs(TextViability model, Direction<?> direction, byte[] stream) {
        ByteCursor in = ByteCursor.over(stream);
        Parsed<?> parsed = direction.parse(new TextCodec(DecoderLaws.SMALL), in);
        Fact.when("parse", stream).gives(model.answer(new String(stream, ISO_8859_1)), TextViability.said(parsed, in));
    }
}

package kvs.protocol;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The laws of the binary protocol for any bytes. A plain {@code mvn test} tries the saved inputs
 * ({@code src/test/resources/kvs/protocol/BinaryDecoderFuzzInputs}); these commands search for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part1-protocol test -Dtest=BinaryDecoderFuzz#commands
 *   JAZZER_FUZZ=1 mvn -pl part1-protocol test -Dtest=BinaryDecoderFuzz#responses
 * </pre>
 */
class BinaryDecoderFuzz {

    @FuzzTest(maxDuration = "60s")
    void commands(byte[] stream) {
        DecoderLaws.hold(BinaryCodec::new, Direction.REQUESTS, stream);
    }

    @FuzzTest(maxDuration = "60s")
    void responses(byte[] stream) {
        DecoderLaws.hold(BinaryCodec::new, Direction.RESPONSES, stream);
    }
}

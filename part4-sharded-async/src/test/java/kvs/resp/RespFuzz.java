package kvs.resp;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * The laws of the Redis protocol for any bytes. A plain {@code mvn test} tries the saved inputs
 * ({@code src/test/resources/kvs/resp/RespFuzzInputs}); these commands search for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part4-sharded-async test -Dtest=RespFuzz#requests
 *   JAZZER_FUZZ=1 mvn -pl part4-sharded-async test -Dtest=RespFuzz#replies
 * </pre>
 */
class RespFuzz {

    @FuzzTest(maxDuration = "60s")
    void requests(byte[] stream) {
        RespLaws.requests(Requests.SMALL, stream);
        RespLaws.requests(RespLimits.DEFAULT, stream);
    }

    @FuzzTest(maxDuration = "60s")
    void replies(byte[] stream) {
        RespLaws.replies(Requests.SMALL, stream);
        RespLaws.replies(RespLimits.DEFAULT, stream);
    }
}

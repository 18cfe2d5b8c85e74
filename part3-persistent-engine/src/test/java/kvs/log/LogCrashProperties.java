package kvs.log;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import kvs.io.Crash;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.ForAll;

/** Whatever was done to a log, and whenever the power failed: what is found is a state it had, and none before a force. */
class LogCrashProperties {

    @FixedSeed
    void what_is_found_after_a_crash_was_there_before(@ForAll long seed) throws IOException {
        LogHistory history = LogHistory.random(seed, 30);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            int operations = random.nextInt(history.disk().operations() + 1);
            long crash = random.nextLong();
            String did = "open after LogHistory.random(" + seed + "L, 30) and Crash.random(" + crash
                    + "L) at operation " + operations;
            List<String> found;
            try {
                found = Logs.recovered(history.disk().asOf(operations).crash(Crash.random(crash)));
            } catch (IOException e) {
                throw new IOException(did, e);
            }
            Fact.when(did)
                    .usually("a record was acknowledged before it was forced, or cut off though it was")
                    .holds(history.explains(found, operations), history.expected(operations), found);
        }
    }
}

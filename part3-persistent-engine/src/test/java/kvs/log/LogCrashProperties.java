package kvs.log;

import java.io.IOException;
import java.util.List;
import java.util.Random;
import kvs.io.Crash;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.ForAll;

/** After any calls and a crash at any moment, a log holds what it held at some moment, and loses nothing forced. */
class LogCrashProperties {

    @FixedSeed
    void holds_a_state_it_had_before_the_crash(@ForAll long seed) throws IOException {
        RecordedLog log = RecordedLog.random(seed, 30);
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            int operations = random.nextInt(log.disk().operations() + 1);
            long crash = random.nextLong();
            String did = "open after RecordedLog.random(" + seed + "L, 30) and Crash.random(" + crash
                    + "L) at operation " + operations;
            List<String> found;
            try {
                found = Logs.recovered(log.disk().asOf(operations).crash(Crash.random(crash)));
            } catch (IOException e) {
                throw new IOException(did, e);
            }
            Fact.when(did)
                    .usually("a record was acknowledged before it was forced, or a forced record was cut off")
                    .holds(log.possible(operations).contains(found), log.expected(operations), found);
        }
    }
}

package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import kvs.engine.OrderedEngine.Entry;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/**
 * The power fails at every disk operation and at every byte of every write. The engine then holds the result of the first
 * writes: all durable ones, and perhaps some later ones; no hole, nothing invented.
 */
class LogEngineCrashTest {
    private static final int CHANCES = 4;

    /** Recovery is checked at each byte at which a write is cut, further use at every eighth. */
    private static final int USED_EVERY = 8;

    @Test
    void loses_no_acknowledged_write_with_the_power() throws IOException {
        RecordedEngine engine = always(120);
        for (int n = 0; n <= engine.disk().operations(); n++) {
            recovers(engine, n, 0, "nothing", Crash.LOSES_ALL);
        }
    }

    @Test
    void loses_no_acknowledged_write_if_some_sectors_survive() throws IOException {
        atRandom(always(80));
    }

    @Test
    void is_whole_if_killed_at_any_byte() throws IOException {
        RecordedEngine engine = always(50);
        for (int n = 0; n < engine.disk().operations(); n++) {
            for (int bytes = 0; bytes <= engine.disk().bytesOf(n); bytes++) {
                recovers(engine, n, bytes, "everything", Crash.KEEPS_ALL);
            }
        }
    }

    @Test
    void without_a_force_loses_only_the_last_writes() throws IOException {
        RecordedEngine engine = RecordedEngine.random(Fsync.NEVER, 2, 100);
        for (int n = 0; n <= engine.disk().operations(); n++) {
            recovers(engine, n, 0, "nothing", Crash.LOSES_ALL);
        }
        atRandom(engine);
    }

    @Test
    void survives_a_crash_during_recovery() throws IOException {
        RecordedEngine engine = always(80);
        for (int n = 0; n <= engine.disk().operations(); n += 2) {
            SimDisk first = engine.disk().asOf(n).crash(Crash.random(n));
            List<Entry> found = RecoveryCheck.entries(first, "open after a crash at operation " + n);
            for (int again = 0; again <= first.operations(); again++) {
                String did = "open after a crash at operation " + n + " and another at operation " + again
                        + " of opening it";
                Fact.when(did)
                        .gives(found, RecoveryCheck.entries(first.asOf(again).crash(Crash.random(again)), did));
            }
        }
    }

    @Test
    void recorded_engines_compact_and_write_hints() throws IOException {
        // If the recorded engines do less, the tests above prove less.
        for (RecordedEngine engine : List.of(always(80), always(50), RecordedEngine.random(Fsync.NEVER, 2, 100))) {
            assertThat(engine.disk().operations()).isGreaterThan(120);
            assertThat(names(engine, ".hint")).as("hint files").isGreaterThan(1);
            assertThat(names(engine, "manifest")).as("changes of the manifest").isGreaterThan(10);
            assertThat(deleted(engine)).as("segments compacted").isGreaterThan(2);
        }
    }

    private static long names(RecordedEngine engine, String suffix) {
        return engine.disk().trace().stream()
                .filter(one -> one instanceof SimOperation.Rename rename
                        && rename.to().toString().endsWith(suffix))
                .count();
    }

    private static long deleted(RecordedEngine engine) {
        return engine.disk().trace().stream()
                .filter(one -> one instanceof SimOperation.Delete delete
                        && delete.path().toString().endsWith(".log"))
                .count();
    }

    private static RecordedEngine always(int writes) throws IOException {
        return RecordedEngine.random(Fsync.ALWAYS, 1, writes);
    }

    private static void atRandom(RecordedEngine engine) throws IOException {
        for (int n = 0; n <= engine.disk().operations(); n++) {
            for (int chance = 0; chance < CHANCES; chance++) {
                long seed = (long) n * CHANCES + chance;
                recovers(engine, n, 0, "Crash.random(" + seed + ")", Crash.random(seed));
            }
        }
    }

    private static void recovers(RecordedEngine engine, int operations, int bytes, String kept, Crash crash)
            throws IOException {
        SimDisk disk = engine.disk().asOf(operations, bytes).crash(crash);
        String did = "open after a crash at operation " + operations + ", byte " + bytes + ", that kept " + kept;
        List<Entry> found = RecoveryCheck.entries(disk, did);
        Fact.when(did)
                .usually(
                        "a write was acknowledged before it was durable, or an old value was dropped for a newer one that"
                                + " was not durable yet")
                .holds(engine.possible(operations).contains(found), engine.expected(operations), found);
        if (bytes % USED_EVERY == 0) {
            RecoveryCheck.staysUsable(disk, found, did);
        }
    }
}

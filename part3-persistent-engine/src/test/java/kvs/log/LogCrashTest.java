package kvs.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The power fails at every operation of the disk and at every byte of every write. What is found is what was forced, and
 * perhaps some of what came later, without a hole and without anything invented.
 */
@Execution(ExecutionMode.CONCURRENT)
class LogCrashTest {
    private static final int CHANCES = 60;

    private final RecordedLog log = recorded();

    @Test
    void loses_nothing_that_was_forced_if_all_else_is_lost() throws IOException {
        for (int n = 0; n <= log.disk().operations(); n++) {
            recovers(n, 0, "nothing", Crash.LOSES_ALL);
        }
    }

    @Test
    void is_whole_if_killed_at_any_byte() throws IOException {
        for (int n = 0; n < log.disk().operations(); n++) {
            for (int bytes = 0; bytes <= log.disk().bytesOf(n); bytes++) {
                recovers(n, bytes, "everything", Crash.KEEPS_ALL);
            }
        }
    }

    @Test
    void has_no_hole_if_sectors_and_names_are_lost_at_random() throws IOException {
        for (int n = 0; n <= log.disk().operations(); n++) {
            for (int chance = 0; chance < CHANCES; chance++) {
                long seed = (long) n * CHANCES + chance;
                recovers(n, 0, "Crash.random(" + seed + ")", Crash.random(seed));
            }
        }
    }

    @Test
    void survives_a_crash_while_it_recovers_from_one() throws IOException {
        for (int n = 0; n <= log.disk().operations(); n += 3) {
            SimDisk first = log.disk().asOf(n).crash(Crash.random(n));
            List<String> found = Logs.recovered(first);
            for (int again = 0; again <= first.operations(); again++) {
                SimDisk second = first.asOf(again).crash(Crash.random(again));
                Fact.when("open after a crash at operation " + n + " and another at operation " + again + " of opening")
                        .gives(found, Logs.recovered(second));
            }
        }
    }

    @Test
    void the_history_covers_every_kind_of_operation() {
        // If the history shrinks, the tests above prove less and say nothing.
        assertThat(log.disk().operations()).isGreaterThan(120);
    }

    private void recovers(int operations, int bytes, String kept, Crash crash) throws IOException {
        SimDisk disk = log.disk().asOf(operations, bytes).crash(crash);
        String did = "open after a crash at operation " + operations + ", byte " + bytes + ", that kept " + kept;
        List<String> found = found(disk, did);
        Fact.when(did)
                .usually("a record was acknowledged before it was forced, or cut off though it was")
                .holds(log.possible(operations).contains(found), log.expected(operations), found);
        List<String> expected = new ArrayList<>(found);
        long next;
        try (RecordLog again = Logs.open(disk)) {
            next = again.nextSequence();
            Logs.append(again, "after");
            again.flush();
            again.force();
            Logs.append(again, "wards");
        }
        expected.add(next + "=after");
        expected.add(next + 1 + "=wards");
        Fact.when(did + ", then append twice, close and open")
                .usually("a record was appended after bytes that are no record")
                .gives(expected, Logs.recovered(disk.crash(Crash.LOSES_ALL)));
    }

    private static List<String> found(SimDisk disk, String did) throws IOException {
        try {
            return Logs.recovered(disk);
        } catch (IOException e) {
            throw new IOException(did, e);
        }
    }

    private static RecordedLog recorded() {
        try {
            return RecordedLog.ofEverything();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

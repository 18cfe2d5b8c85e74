package kvs.maelstrom;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeSet;
import kvs.history.Call;
import kvs.history.Checker;
import kvs.history.History;
import kvs.history.Verdict;
import kvs.history.Window;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What Maelstrom does with {@code lin-kv} and {@code --nemesis partition}, with the checker of this part. */
class WorkbenchTest {

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void the_history_of_clients_is_linearizable(long seed) {
        Workbench workbench = new Workbench(seed);
        History<Call> history = workbench.run();
        Verdict<Call> verdict = Checker.ofKeys().check(history);
        assertThat(verdict)
                .as(() -> "seed " + seed + ": "
                        + (verdict instanceof Verdict.Violation<Call> violation ? Window.of(violation) : verdict))
                .isInstanceOf(Verdict.Linearizable.class);
        assertThat(workbench.notes).isEmpty();
    }

    @Test
    void the_runs_see_new_leaders_forwards_snapshots_and_each_answer() {
        TreeSet<String> seen = new TreeSet<>();
        for (long seed = 1; seed <= 4; seed++) {
            Workbench workbench = new Workbench(seed);
            assertThat(workbench.run().operations()).hasSizeGreaterThan(2_000);
            assertThat(workbench.leaders).hasSizeGreaterThan(2);
            seen.addAll(workbench.seen.keySet());
        }
        assertThat(seen)
                .contains("forward", "InstallSnapshot", "read_ok", "write_ok", "cas_ok")
                .contains("error11", "error13", "error20", "error22");
    }

    @Test
    void a_stale_answer_would_be_noticed() {
        Workbench workbench = new Workbench(1);
        workbench.answersStale = true;
        assertThat(Checker.ofKeys().check(workbench.run())).isInstanceOf(Verdict.Violation.class);
    }

    @Test
    void the_same_seed_gives_the_same_history() {
        assertThat(new Workbench(3).run().operations())
                .isEqualTo(new Workbench(3).run().operations());
    }
}

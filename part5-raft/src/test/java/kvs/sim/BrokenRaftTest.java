package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A simulator that finds nothing may be blind: here the Raft is broken on purpose. */
class BrokenRaftTest {
    private static final int SEEDS = 400;

    @TempDir
    Path directory;

    @ParameterizedTest
    @CsvSource(delimiter = '~', textBlock = """
                    Ballot     ~ boolean free = vote == HardState.NO_VOTE || vote == candidate; ~ boolean free = true;
                    Outbox     ~ case RequestVoteResponse response -> response.granted();       ~ case RequestVoteResponse _ -> false;
                    Outbox     ~ case AppendEntriesResponse response -> response.success();     ~ case AppendEntriesResponse _ -> false;
                    CommitRule ~ match[(match.length - 1) / 2]                                  ~ match[match.length / 2]
                    Transfer   ~ --ticksLeft <= 0                                               ~ --ticksLeft <= Integer.MIN_VALUE
                    """)
    void a_broken_raft_is_found(String type, String right, String wrong) throws Exception {
        try (BrokenRaft broken = BrokenRaft.with(directory, type, right, wrong)) {
            assertThat(broken.firstViolation(1, SEEDS))
                    .as("the rule that the simulator finds broken by %s in place of %s", wrong, right)
                    .isNotEmpty();
        }
    }

    @Test
    void the_right_raft_compiled_in_the_same_way_is_not_found_wrong() throws Exception {
        try (BrokenRaft right = BrokenRaft.with(directory, "Ballot", "boolean free =", "boolean free  =")) {
            assertThat(right.firstViolation(1, 20)).isEmpty();
        }
    }

    @Test
    void a_violation_is_shrunk_and_replayed_from_its_text() throws Exception {
        try (BrokenRaft broken = BrokenRaft.with(
                directory,
                "Outbox",
                "case AppendEntriesResponse response -> response.success();",
                "case AppendEntriesResponse _ -> false;")) {
            assertThat(broken.shrinksToTheSameRule(SEEDS)).isTrue();
        }
    }
}

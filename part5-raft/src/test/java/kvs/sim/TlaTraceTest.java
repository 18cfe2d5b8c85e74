package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TlaTraceTest {

    private static final String RUN = "{\"ev\":\"run\",\"seed\":1,\"nodes\":[1,2,3]}";
    private static final String VOTE =
            "{\"n\":1,\"t\":5,\"ev\":\"deliver\",\"from\":2,\"to\":1,\"id\":9,\"kind\":\"RequestVote\",\"term\":4,\"node\":1,"
                    + "\"state\":{\"role\":\"PRE_CANDIDATE\",\"term\":4,\"vote\":2,\"first\":1,\"last\":0,\"config\":\"1 2 (3)\"}}";
    private static final String ENTRIES =
            "{\"n\":2,\"t\":6,\"ev\":\"deliver\",\"from\":2,\"to\":1,\"id\":10,\"kind\":\"AppendEntries\",\"term\":4,\"node\":1,"
                    + "\"state\":{\"role\":\"FOLLOWER\",\"last\":3},\"log\":{\"from\":1,\"terms\":[2,2,4]}}";
    private static final String TRUNCATED =
            "{\"n\":3,\"t\":7,\"ev\":\"tick\",\"node\":1,\"state\":{\"last\":2},\"log\":{\"from\":2,\"terms\":[5]}}";
    private static final String CRASH = "{\"n\":4,\"t\":8,\"ev\":\"crash\",\"node\":1}";
    private static final String RESTART =
            "{\"n\":5,\"t\":9,\"ev\":\"restart\",\"node\":1,\"state\":{\"role\":\"FOLLOWER\",\"term\":4,\"first\":1,\"last\":0}}";

    @Test
    void each_event_carries_the_whole_state_of_its_node() {
        assertThat(TlaTrace.module(List.of(RUN, VOTE, ENTRIES, TRUNCATED), 10))
                .contains("Nodes == {1, 2, 3}", "FirstVoters == {1, 2}", "HighestTerm == 4", "LongestLog == 3")
                .contains(
                        "[n |-> 1, node |-> 1, kind |-> \"other\", role |-> \"follower\", term |-> 4, vote |-> 2,",
                        "kind |-> \"append\", role |-> \"follower\", term |-> 4, vote |-> 2, commit |-> 0, durable |-> 0,"
                                + " first |-> 1, last |-> 3, terms |-> <<2, 2, 4>>, voters |-> {1, 2}]",
                        "first |-> 1, last |-> 2, terms |-> <<2, 5>>");
    }

    @Test
    void after_a_crash_nothing_of_the_old_state_is_left() {
        assertThat(TlaTrace.module(List.of(RUN, VOTE, ENTRIES, CRASH, RESTART), 10))
                .contains("[n |-> 5, node |-> 1, kind |-> \"restart\", role |-> \"follower\", term |-> 4, vote |-> 0,"
                        + " commit |-> 0, durable |-> 0, first |-> 1, last |-> 0, terms |-> <<>>, voters |-> {}]");
    }

    @Test
    void only_as_many_events_are_written_as_asked_for() {
        assertThat(TlaTrace.module(List.of(RUN, VOTE, ENTRIES), 1))
                .contains("n |-> 1,")
                .doesNotContain("n |-> 2,");
    }

    @Test
    void an_event_that_changes_no_node_is_left_out() {
        String tick = "{\"n\":7,\"t\":9,\"ev\":\"tick\",\"node\":1}";
        assertThat(TlaTrace.module(List.of(RUN, VOTE, tick), 10)).doesNotContain("n |-> 7,");
    }
}

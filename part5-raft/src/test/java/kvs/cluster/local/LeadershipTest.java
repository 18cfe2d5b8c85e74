package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.Test;

class LeadershipTest {
    private final Leadership leadership = new Leadership();

    private static NodeInfoProto view(long term, int leader) {
        return NodeInfoProto.newBuilder().setTerm(term).setLeader(leader).build();
    }

    @Test
    void a_leader_is_announced_once() {
        assertThat(leadership.saw(1, view(1, 0))).isNull();
        assertThat(leadership.saw(2, view(1, 2))).isEqualTo("node 2 leads in term 1");
        assertThat(leadership.saw(1, view(1, 2))).isNull();
        assertThat(leadership.saw(2, view(1, 2))).isNull();
        assertThat(leadership.leader()).isEqualTo(2);
    }

    @Test
    void the_same_leader_in_a_later_term_is_announced() {
        leadership.saw(2, view(1, 2));
        assertThat(leadership.saw(2, view(3, 2))).isEqualTo("node 2 leads in term 3");
    }

    @Test
    void a_leader_that_does_not_answer_leads_as_long_as_the_others_say_so() {
        leadership.saw(1, view(1, 1));
        leadership.saw(2, view(1, 1));
        assertThat(leadership.saw(1, null)).isNull();
        assertThat(leadership.saw(2, view(1, 0))).isEqualTo("no node leads");
        assertThat(leadership.saw(2, view(2, 2))).isEqualTo("node 2 leads in term 2");
    }

    @Test
    void a_deposed_leader_that_still_believes_in_itself_does_not_count() {
        leadership.saw(1, view(1, 1));
        leadership.saw(2, view(2, 2));
        assertThat(leadership.saw(1, view(1, 1))).isNull();
        assertThat(leadership.leader()).isEqualTo(2);
    }

    @Test
    void no_node_leads_when_none_answers() {
        leadership.saw(1, view(1, 1));
        assertThat(leadership.saw(1, null)).isEqualTo("no node leads");
        assertThat(leadership.saw(1, null)).isNull();
    }
}

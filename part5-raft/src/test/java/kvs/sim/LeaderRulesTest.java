package kvs.sim;

import static kvs.sim.NodeDiskTest.entry;
import static kvs.sim.Three.breaks;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kvs.protocol.Bytes;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LeaderRulesTest {
    private static final Request GET = new Request.Get(Bytes.utf8("k"), false);
    private static final int ELECTION_TICKS = 10;

    private Three cluster;
    private Invariants invariants;
    private SimNode leader;

    /** Node 1 leads term 1 and has committed an entry of it. */
    @BeforeEach
    void aLeader() {
        lead(100);
    }

    private void lead(int pendingReads) {
        cluster = Three.withPendingReads(pendingReads);
        invariants = cluster.world.invariants;
        leader = cluster.one;
        cluster.appendsDurably(leader, 1, entry(1, 1));
        cluster.appendsDurably(cluster.two, 1, entry(1, 1));
        cluster.stands(leader, 1, true, 1);
    }

    @Test
    void a_read_that_is_answered_although_no_follower_has_responded_since_it_arrived() {
        responds(2, 1, 99);
        asks(7, 100);
        assertThatThrownBy(() -> invariants.answered(leader, 7, new Response.Missing()))
                .satisfies(breaks(Rule.READ_CONFIRMED_AFTER_ARRIVAL));
    }

    @Test
    void a_response_of_another_term_confirms_no_read() {
        asks(7, 100);
        responds(2, 2, 101);
        assertThatThrownBy(() -> invariants.answered(leader, 7, new Response.Missing()))
                .satisfies(breaks(Rule.READ_CONFIRMED_AFTER_ARRIVAL));
    }

    @Test
    void a_read_that_is_answered_after_a_majority_has_responded() {
        asks(7, 100);
        responds(2, 1, 101);
        assertThatCode(() -> invariants.answered(leader, 7, new Response.Missing()))
                .doesNotThrowAnyException();
    }

    @Test
    void a_read_that_is_answered_before_an_entry_of_the_term_is_committed() {
        cluster.appendsDurably(leader, 2, entry(2, 2));
        cluster.stands(leader, 2, true, 1);
        asks(7, 100);
        responds(2, 2, 101);
        assertThatThrownBy(() -> invariants.answered(leader, 7, new Response.Missing()))
                .satisfies(breaks(Rule.READ_CONFIRMED_AFTER_ARRIVAL));
    }

    @Test
    void a_read_that_waits_although_a_majority_has_answered_its_round() {
        invariants.applied(leader, 1, entry(1, 1), 7);
        asks(7, 100);
        names(5);
        responds(2, 1, 101);
        assertThatCode(() -> cluster.stands(leader, 1, true, 1)).doesNotThrowAnyException();
        answers(2, 5);
        assertThatThrownBy(() -> cluster.stands(leader, 1, true, 1))
                .satisfies(breaks(Rule.READ_ANSWERED_ONCE_CONFIRMED));
    }

    @Test
    void a_read_waits_while_only_an_earlier_round_is_answered() {
        invariants.applied(leader, 1, entry(1, 1), 7);
        names(5);
        asks(7, 100);
        names(6);
        answers(2, 5);
        assertThatCode(() -> cluster.stands(leader, 1, true, 1)).doesNotThrowAnyException();
    }

    @Test
    void more_waiting_reads_than_the_limit() {
        lead(1);
        asks(7, 100);
        cluster.stands(leader, 1, true, 1);
        asks(8, 100);
        assertThatThrownBy(() -> cluster.stands(leader, 1, true, 1)).satisfies(breaks(Rule.PENDING_READS_ARE_LIMITED));
    }

    @Test
    void a_read_that_waits_during_a_transfer() {
        LeaderRules rules = new LeaderRules(cluster.world);
        rules.afterEvent(leader, false, 0);
        rules.asked(leader, 7, GET, true);
        assertThatThrownBy(() -> rules.afterEvent(leader, true, 1)).satisfies(breaks(Rule.NO_READ_DURING_A_TRANSFER));
    }

    @Test
    void a_leader_that_no_majority_responds_to() {
        leader.ticks += 2 * ELECTION_TICKS + 1;
        assertThatCode(() -> cluster.stands(leader, 1, true, 1)).doesNotThrowAnyException();
        leader.ticks++;
        assertThatThrownBy(() -> cluster.stands(leader, 1, true, 1)).satisfies(breaks(Rule.LEADER_KEEPS_A_MAJORITY));
    }

    @Test
    void a_leader_that_one_of_two_followers_responds_to() {
        for (int i = 0; i < 5; i++) {
            leader.ticks += 2 * ELECTION_TICKS;
            responds(3, 1, 100);
            cluster.stands(leader, 1, true, 1);
        }
    }

    @Test
    void a_leader_that_steps_down_although_a_majority_responds() {
        leader.ticks += ELECTION_TICKS;
        responds(2, 1, 100);
        assertThatThrownBy(() -> cluster.stands(leader, 1, false, 1))
                .satisfies(breaks(Rule.LEADER_STEPS_DOWN_FOR_A_REASON));
    }

    @Test
    void a_leader_that_steps_down_because_no_majority_responds_or_because_of_a_higher_term() {
        leader.ticks += ELECTION_TICKS;
        assertThatCode(() -> cluster.stands(leader, 1, false, 1)).doesNotThrowAnyException();
        lead(100);
        responds(2, 1, 100);
        assertThatCode(() -> cluster.stands(leader, 2, false, 1)).doesNotThrowAnyException();
    }

    private void asks(long ticket, long at) {
        cluster.world.now = at;
        invariants.asked(leader, ticket, GET);
    }

    private void names(long round) {
        Message heartbeat = new Message.AppendEntries(1, new EntryId(1, 1), List.of(), 1, round);
        invariants.leaves(leader, new Envelope(Driver.CLUSTER, leader.id, 2, heartbeat));
    }

    private void answers(int from, long round) {
        Message response = new Message.AppendEntriesResponse(1, true, 1, EntryId.NONE, round, false);
        invariants.delivered(leader, new Envelope(Driver.CLUSTER, from, leader.id, response), 100);
    }

    private void responds(int from, long term, long composed) {
        Message response = new Message.AppendEntriesResponse(term, true, 1, EntryId.NONE, 0, false);
        invariants.delivered(leader, new Envelope(Driver.CLUSTER, from, leader.id, response), composed);
    }
}

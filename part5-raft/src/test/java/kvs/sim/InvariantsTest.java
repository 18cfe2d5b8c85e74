package kvs.sim;

import static kvs.sim.NodeDiskTest.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.function.Consumer;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.HardState;
import kvs.raft.Member;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Restored;
import kvs.raft.Write;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule is shown a cluster that breaks it: a rule that cannot fail proves nothing. */
class InvariantsTest {
    private static final Configuration THREE = Configuration.ofVoters(1, 2, 3);

    private World world;
    private Invariants invariants;
    private SimNode one;
    private SimNode two;
    private SimNode three;

    @BeforeEach
    void threeNodes() {
        Plan drawn = PlanDraw.draw(1);
        Plan.Shape shape = drawn.shape();
        Plan plan = drawn.withShape(new Plan.Shape(3, 0, 1, 1, 1, 1, 0, 0, shape.faultMicros(), 0, false));
        world = new World(plan, Trace.OFF);
        invariants = world.invariants;
        one = world.addNode(THREE);
        two = world.addNode(THREE);
        three = world.addNode(THREE);
    }

    @Test
    void two_leaders_of_a_term() {
        stands(one, 3, true, 0);
        assertThatThrownBy(() -> stands(two, 3, true, 0)).satisfies(breaks(Rule.ONE_LEADER_PER_TERM));
    }

    @Test
    void two_votes_in_a_term() {
        writes(one, 1, new HardState(5, 2));
        invariants.leaves(one, vote(1, 2, 5));
        assertThatThrownBy(() -> invariants.leaves(one, vote(1, 3, 5))).satisfies(breaks(Rule.ONE_VOTE_PER_TERM));
    }

    @Test
    void a_vote_for_itself_and_one_for_another_node_in_a_term() {
        writes(one, 1, new HardState(5, 1));
        invariants.leaves(one, new Envelope(Driver.CLUSTER, 1, 2, new Message.RequestVote(5, EntryId.NONE, false)));
        assertThatThrownBy(() -> invariants.leaves(one, vote(1, 3, 5))).satisfies(breaks(Rule.ONE_VOTE_PER_TERM));
    }

    @Test
    void a_vote_that_leaves_before_it_is_durable() {
        one.disk.issue(new Write(1, new HardState(5, 2), null, List.of()));
        assertThatThrownBy(() -> invariants.leaves(one, vote(1, 2, 5)))
                .satisfies(breaks(Rule.VOTE_DURABLE_BEFORE_SENT));
    }

    @Test
    void an_acknowledgement_that_leaves_before_the_entries_are_durable() {
        one.standing = new Standing(1, false, 0, EntryId.NONE, 0);
        Message ack = new Message.AppendEntriesResponse(1, true, 1, EntryId.NONE, 0, false);
        assertThatThrownBy(() -> invariants.leaves(one, new Envelope(Driver.CLUSTER, 1, 2, ack)))
                .satisfies(breaks(Rule.ENTRIES_DURABLE_BEFORE_ACKNOWLEDGED));
    }

    @Test
    void a_leader_that_commits_an_entry_of_an_earlier_term_alone() {
        for (SimNode node : List.of(one, two, three)) {
            appendsDurably(node, 1, entry(1, 1));
        }
        assertThatThrownBy(() -> stands(one, 2, true, 1)).satisfies(breaks(Rule.LEADER_COMMITS_ITS_OWN_TERM));
    }

    @Test
    void a_vote_that_is_taken_back_in_its_term() {
        invariants.issued(one, new Write(1, new HardState(5, 2), null, List.of()));
        one.issuedState = new HardState(5, 2);
        assertThatThrownBy(() ->
                        invariants.issued(one, new Write(2, new HardState(5, HardState.NO_VOTE), null, List.of())))
                .satisfies(breaks(Rule.ONE_VOTE_PER_TERM));
    }

    @Test
    void a_node_that_takes_for_durable_what_is_not_on_its_disk() {
        appends(one, 1, entry(1, 1));
        one.standing = new Standing(1, false, 0, one.issued.lastId(), 1);
        assertThatThrownBy(() -> invariants.afterEvent(one)).satisfies(breaks(Rule.DURABLE_IS_ON_DISK));
    }

    @Test
    void a_node_that_takes_for_durable_what_another_entry_has_replaced() {
        appendsDurably(one, 1, entry(1, 1));
        appends(one, 2, entry(1, 2));
        one.standing = new Standing(2, false, 0, one.issued.lastId(), 1);
        assertThatThrownBy(() -> invariants.afterEvent(one)).satisfies(breaks(Rule.DURABLE_IS_ON_DISK));
    }

    @Test
    void a_message_that_promises_nothing_and_waits_for_the_disk() {
        Message heartbeat = new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0);
        assertThatThrownBy(() -> invariants.waits(one, List.of(new Envelope(Driver.CLUSTER, 1, 2, heartbeat))))
                .satisfies(breaks(Rule.SENT_AT_ONCE));
    }

    @Test
    void a_term_that_decreases() {
        stands(one, 3, false, 0);
        assertThatThrownBy(() -> stands(one, 2, false, 0)).satisfies(breaks(Rule.TERM_NEVER_DECREASES));
    }

    @Test
    void a_term_that_is_forgotten_in_a_restart() {
        writes(one, 1, new HardState(5, 2));
        invariants.leaves(one, vote(1, 2, 5));
        one.term = 0;
        assertThatThrownBy(() -> invariants.started(one, Restored.fresh(THREE)))
                .satisfies(breaks(Rule.TERM_NEVER_DECREASES));
    }

    @Test
    void a_commit_index_that_decreases() {
        committedOnAll(entry(1, 1));
        assertThatThrownBy(() -> stands(one, 1, true, 0)).satisfies(breaks(Rule.COMMIT_NEVER_DECREASES));
    }

    @Test
    void an_entry_that_is_applied_before_it_is_committed() {
        appends(one, 1, entry(1, 1));
        invariants.applied(one, 1, entry(1, 1), 7);
        assertThatThrownBy(() -> stands(one, 1, true, 0)).satisfies(breaks(Rule.APPLIED_IS_COMMITTED));
    }

    @Test
    void a_leader_that_replaces_an_entry_of_its_own() {
        one.standing = new Standing(1, true, 0, EntryId.NONE, 0);
        one.leads = true;
        one.term = 1;
        appends(one, 1, entry(1, 1), entry(2, 1));
        assertThatThrownBy(() -> appends(one, 2, entry(2, 2))).satisfies(breaks(Rule.LEADER_APPENDS_ONLY));
    }

    @Test
    void logs_that_differ_before_an_entry_of_the_same_index_and_term() {
        appends(one, 1, entry(1, 1), entry(2, 3));
        assertThatThrownBy(() -> appends(two, 1, entry(1, 2), entry(2, 3))).satisfies(breaks(Rule.LOG_MATCHING));
    }

    @Test
    void a_leader_without_a_committed_entry() {
        committedOnAll(entry(1, 1));
        assertThatThrownBy(() -> stands(world.addNode(THREE), 2, true, 0)).satisfies(breaks(Rule.LEADER_COMPLETENESS));
    }

    @Test
    void a_leader_of_an_earlier_term_need_not_have_what_is_committed_later() {
        appendsDurably(one, 1, entry(1, 5));
        appendsDurably(two, 1, entry(1, 5));
        stands(one, 5, true, 1);
        stands(three, 4, true, 0);
        assertThat(three.leads).isTrue();
    }

    @Test
    void nodes_that_commit_different_entries() {
        committedOnAll(entry(1, 1));
        SimNode four = world.addNode(THREE);
        appends(four, 1, entry(1, 2));
        assertThatThrownBy(() -> stands(four, 2, false, 1)).satisfies(breaks(Rule.COMMITTED_ENTRIES_AGREE));
    }

    @Test
    void states_that_differ_at_the_same_index() {
        invariants.applied(one, 1, entry(1, 1), 7);
        assertThatThrownBy(() -> invariants.applied(two, 1, entry(1, 1), 8))
                .satisfies(breaks(Rule.STATE_MACHINE_SAFETY));
    }

    @Test
    void an_entry_that_is_applied_twice_or_left_out() {
        invariants.applied(one, 1, entry(1, 1), 7);
        assertThatThrownBy(() -> invariants.applied(one, 1, entry(1, 1), 7))
                .satisfies(breaks(Rule.STATE_MACHINE_SAFETY));
        assertThatThrownBy(() -> invariants.applied(two, 2, entry(2, 1), 7))
                .satisfies(breaks(Rule.STATE_MACHINE_SAFETY));
    }

    @Test
    void a_commit_of_what_is_on_one_disk_of_three() {
        appendsDurably(one, 1, entry(1, 1));
        appends(two, 1, entry(1, 1));
        assertThatThrownBy(() -> stands(one, 1, true, 1)).satisfies(breaks(Rule.COMMITTED_ON_MAJORITY));
    }

    @Test
    void a_leader_that_counts_itself_before_its_own_force() {
        appends(one, 1, entry(1, 1));
        appendsDurably(two, 1, entry(1, 1));
        assertThatThrownBy(() -> stands(one, 1, true, 1)).satisfies(breaks(Rule.COMMITTED_ON_MAJORITY));
    }

    @Test
    void the_disks_of_learners_do_not_count() {
        Configuration learner = THREE.with(new Member(4, false, ""));
        SimNode four = world.addNode(THREE);
        Entry change = new Entry(1, 1, new Payload.Reconfigure(learner));
        appendsDurably(one, 1, change);
        appendsDurably(four, 1, change);
        assertThatThrownBy(() -> stands(one, 1, true, 1)).satisfies(breaks(Rule.COMMITTED_ON_MAJORITY));
    }

    @Test
    void a_committed_entry_that_leaves_a_log() {
        committedOnAll(entry(1, 1));
        assertThatThrownBy(() -> appends(two, 2, entry(1, 2))).satisfies(breaks(Rule.COMMITTED_NEVER_REMOVED));
    }

    @Test
    void a_committed_entry_that_leaves_a_disk() {
        committedOnAll(entry(1, 1));
        invariants.durable(two);
        two.disk.issue(new Write(2, null, null, List.of(entry(1, 2))));
        two.disk.complete(2);
        assertThatThrownBy(() -> invariants.durable(two)).satisfies(breaks(Rule.COMMITTED_NEVER_REMOVED));
    }

    @Test
    void a_second_change_of_the_membership_before_the_first_is_committed() {
        one.standing = new Standing(1, true, 1, new EntryId(1, 1), 0);
        appends(one, 1, entry(1, 1), new Entry(2, 1, new Payload.Reconfigure(THREE.with(new Member(4, false, "")))));
        Entry second = new Entry(3, 1, new Payload.Reconfigure(THREE.with(new Member(5, false, ""))));
        assertThatThrownBy(() -> appends(one, 2, second)).satisfies(breaks(Rule.ONE_CHANGE_AT_A_TIME));
    }

    @Test
    void a_change_of_the_membership_before_an_entry_of_the_term_is_committed() {
        appends(one, 1, entry(1, 1));
        one.standing = new Standing(2, true, 1, new EntryId(1, 1), 0);
        Entry change = new Entry(2, 2, new Payload.Reconfigure(THREE.without(3)));
        assertThatThrownBy(() -> appends(one, 2, change)).satisfies(breaks(Rule.CHANGE_AFTER_COMMIT_IN_TERM));
    }

    @Test
    void an_id_that_is_used_again() {
        Configuration without = THREE.without(3);
        appends(one, 1, new Entry(1, 1, new Payload.Reconfigure(without)));
        Entry again = new Entry(2, 1, new Payload.Reconfigure(without.with(new Member(3, false, ""))));
        assertThatThrownBy(() -> appends(one, 2, again)).satisfies(breaks(Rule.ID_NEVER_USED_TWICE));
    }

    @Test
    void writes_with_a_gap_in_their_numbers_or_entries() {
        assertThatThrownBy(() -> appends(one, 2, entry(1, 1))).satisfies(breaks(Rule.WRITES_WELL_FORMED));
        assertThatThrownBy(() -> appends(two, 1, entry(2, 1))).satisfies(breaks(Rule.WRITES_WELL_FORMED));
    }

    @Test
    void a_log_that_no_write_explains() {
        one.standing = new Standing(1, false, 0, new EntryId(1, 1), 0);
        assertThatThrownBy(() -> invariants.afterEvent(one)).satisfies(breaks(Rule.WRITES_WELL_FORMED));
    }

    private static Consumer<Throwable> breaks(Rule rule) {
        return thrown -> {
            assertThat(thrown).isInstanceOf(Violation.class);
            assertThat(((Violation) thrown).rule()).isEqualTo(rule);
        };
    }

    /** The event is over, and the Raft inside {@code node} stands like this. */
    private void stands(SimNode node, long term, boolean leads, long commit) {
        node.standing = new Standing(term, leads, commit, node.issued.lastId(), 0);
        invariants.afterEvent(node);
    }

    private static void writes(SimNode node, long number, HardState state) {
        node.disk.issue(new Write(number, state, null, List.of()));
        node.disk.complete(number);
    }

    private Write appends(SimNode node, long number, Entry... entries) {
        Write write = new Write(number, null, null, List.of(entries));
        invariants.issued(node, write);
        return write;
    }

    private void appendsDurably(SimNode node, long number, Entry... entries) {
        node.disk.issue(appends(node, number, entries));
        node.disk.complete(number);
    }

    private void committedOnAll(Entry entry) {
        for (SimNode node : List.of(one, two, three)) {
            appendsDurably(node, 1, entry);
        }
        for (SimNode node : List.of(one, two, three)) {
            stands(node, entry.term(), node == one, 1);
        }
    }

    private static Envelope vote(int from, int to, long term) {
        return new Envelope(Driver.CLUSTER, from, to, new Message.RequestVoteResponse(term, true));
    }
}

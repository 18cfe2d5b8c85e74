package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.success;
import static kvs.raft.RaftOptions.DEFAULT;
import static kvs.raft.TestOptions.LEASES;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Effects.ReadOutcome.Lost;
import kvs.raft.Effects.ReadOutcome.Ready;
import kvs.raft.Message.AppendEntries;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** Reads: ReadIndex and leases, thesis §6.4. */
class ReadRulesTest {

    /** Returns a leader of term 3 that has committed its no-op, entry 1. */
    private static OneNode leader(RaftOptions options) {
        OneNode node = OneNode.leader(options, 3);
        node.tell(2, success(3, 1));
        return node;
    }

    /** Asks to read in a turn of its own, and returns the round in which the leader asks node 2. */
    private static long read(OneNode node, long id) {
        Fact.when("read on the leader").gives(true, node.raft.read(id));
        return all(AppendEntries.class, node.turnTo(2)).getLast().round();
    }

    @Test
    void a_read_is_answered_once_a_majority_has_answered_a_round_begun_after_it() {
        OneNode node = leader(DEFAULT);
        long round = read(node, 71);
        Fact.when("read on a leader that may have been deposed without knowing it")
                .gives(List.of(), node.reads);
        node.tell(2, success(3, 1, round - 1));
        Fact.when("receive an answer to the round before")
                .usually("it was sent before the read: another leader may have written since")
                .gives(List.of(), node.reads);
        node.tell(2, success(3, 1, round));
        Fact.when("receive an answer to its round").gives(List.of(new Ready(71, 1)), node.reads);
    }

    @Test
    void every_round_has_a_number_of_its_own() {
        OneNode node = leader(DEFAULT);
        long first = read(node, 71);
        long second = read(node, 72);
        Fact.when("read twice, in two turns")
                .usually("an answer to the first message would count for a read that came after it was sent")
                .holds(second > first, "a higher round than " + first, second);
        node.tell(2, success(3, 1, first));
        Fact.when("answer the first round").gives(List.of(new Ready(71, 1)), node.reads);
        node.tell(2, success(3, 1, second));
        Fact.when("answer the second round").gives(List.of(new Ready(71, 1), new Ready(72, 1)), node.reads);
    }

    @Test
    void an_answer_to_a_later_round_serves_earlier_reads() {
        OneNode node = leader(DEFAULT);
        read(node, 71);
        node.tell(3, success(3, 1, read(node, 72)));
        Fact.when("lose the answers to the first round, and receive one to the second")
                .gives(List.of(new Ready(71, 1), new Ready(72, 1)), node.reads);
    }

    @Test
    void a_round_that_was_lost_is_asked_again() {
        OneNode node = leader(DEFAULT);
        long round = read(node, 71);
        List<AppendEntries> sent = all(AppendEntries.class, node.ticks(DEFAULT.heartbeatTicks()));
        Fact.when("lose every message of a round, and wait for the next heartbeat")
                .usually("a read waits forever for an answer to a message that was lost")
                .gives(round, sent.getLast().round());
    }

    @Test
    void all_reads_of_a_turn_share_a_round() {
        OneNode node = leader(DEFAULT);
        for (long id = 1; id <= 1_000; id++) {
            node.raft.read(id);
        }
        List<Message> sent = node.turn();
        Fact.when("read 1,000 times in a turn, with two followers").gives(2, sent.size());
        node.tell(2, success(3, 1, all(AppendEntries.class, sent).getLast().round()));
        Fact.when("answer the round").gives(1_000, node.reads.size());
    }

    @Test
    void no_read_is_answered_before_an_entry_of_the_leaders_term_is_committed() {
        OneNode node = OneNode.leader(DEFAULT, 3, 1);
        node.raft.read(71);
        node.turn();
        node.tell(2, success(3, 1, 0));
        node.ticks(DEFAULT.heartbeatTicks());
        Fact.when("read on a new leader whose no-op is not committed")
                .usually("entries of earlier leaders may be committed without this one knowing it (Raft §8)")
                .gives(List.of(), node.reads);
        List<AppendEntries> sent = all(AppendEntries.class, node.tell(2, success(3, 2, 0)));
        Fact.when("commit the no-op").gives(2, node.raft.commit());
        node.tell(2, success(3, 2, sent.getLast().round()));
        Fact.when("answer the round that began then").gives(List.of(new Ready(71, 2)), node.reads);
    }

    @Test
    void reads_that_wait_are_lost_with_the_leadership() {
        OneNode node = leader(DEFAULT);
        read(node, 71);
        node.raft.read(72);
        node.tell(2, append(4, EntryId.NONE, 0));
        Fact.when("depose a leader on which two reads wait").gives(List.of(new Lost(71), new Lost(72)), node.reads);
        Fact.when("read on a follower").gives(false, node.raft.read(73));
    }

    @Test
    void an_answer_of_a_learner_does_not_count() {
        OneNode node = leader(DEFAULT);
        node.change(new MembershipChange.AddLearner(4, ""));
        long round = read(node, 71);
        node.tell(4, success(3, 0, round));
        Fact.when("answer a round as a learner").gives(List.of(), node.reads);
    }

    @Test
    void an_answer_to_a_round_that_was_never_begun_does_not_count() {
        OneNode node = leader(DEFAULT);
        long round = read(node, 71);
        node.tell(2, success(3, 1, round + 10));
        Fact.when("answer a round that is far ahead")
                .usually("it would serve rounds that have not begun yet")
                .gives(List.of(), node.reads);
        Fact.when("count ignored messages").gives(1, node.ignored(Ignored.CONTRADICTS_LOG));
    }

    @Test
    void waiting_reads_have_a_limit() {
        OneNode node = leader(DEFAULT);
        for (long id = 1; id <= DEFAULT.maxPendingReads(); id++) {
            node.raft.read(id);
        }
        Fact.when("read once more than maxPendingReads").gives(false, node.raft.read(0));
    }

    @Test
    void a_single_voter_reads_at_once() {
        OneNode node = new OneNode(DEFAULT, Restored.fresh(Configuration.ofVoters(OneNode.SELF)));
        node.campaign();
        node.raft.read(71);
        node.turn();
        Fact.when("read in a cluster of one").gives(List.of(new Ready(71, 1)), node.reads);
    }

    // Leases

    /** How long the lease of {@link TestOptions#LEASES} lasts: nine ticks of 100 ms, less 10 %. */
    private static final long LEASE_NANOS = 810_000_000;

    /** Returns a leader with a lease that began when its clock showed {@code nanos}. */
    private static OneNode leaseholder(long nanos) {
        OneNode node = leader(LEASES);
        node.raft.turn(nanos);
        List<AppendEntries> sent = all(AppendEntries.class, node.ticks(LEASES.heartbeatTicks()));
        node.tell(2, success(3, 1, sent.getLast().round()));
        return node;
    }

    /** Returns whether a read is answered without a round. */
    private static boolean readsAtOnce(OneNode node, long nanos) {
        node.reads.clear();
        node.raft.turn(nanos);
        node.raft.read(71);
        node.turn();
        return node.reads.equals(List.of(new Ready(71, node.raft.commit())));
    }

    @Test
    void a_lease_answers_reads_until_it_ends() {
        OneNode node = leaseholder(0);
        Fact.when("read one nanosecond before the lease ends").gives(true, readsAtOnce(node, LEASE_NANOS - 1));
        Fact.when("read when it has ended")
                .usually("the followers have stopped to promise, and another leader may have written")
                .gives(false, readsAtOnce(node, LEASE_NANOS));
    }

    @Test
    void a_lease_is_counted_from_the_start_of_its_round_not_from_the_answer() {
        OneNode node = leader(LEASES);
        node.raft.turn(0);
        List<AppendEntries> sent = all(AppendEntries.class, node.ticks(LEASES.heartbeatTicks()));
        node.raft.turn(LEASE_NANOS - 1);
        node.tell(2, success(3, 1, sent.getLast().round()));
        Fact.when("answer a round just before a lease's length has passed, and read just after")
                .usually(
                        "the follower heard of the round long before the answer arrived, and its promise counts from then")
                .gives(false, readsAtOnce(node, LEASE_NANOS));
    }

    @Test
    void a_lease_bears_a_monotonic_clock_that_overflows() {
        long start = Long.MAX_VALUE - 1_000;
        OneNode node = leaseholder(start);
        Fact.when("read with a clock that has passed from its highest value to its lowest")
                .usually("nanos are compared, and not their difference (System.nanoTime)")
                .gives(true, readsAtOnce(node, start + 2_000));
        Fact.when("read when the lease has ended").gives(false, readsAtOnce(node, start + LEASE_NANOS));
    }

    @Test
    void there_is_no_lease_before_a_majority_has_answered_and_none_without_the_option() {
        OneNode node = leader(LEASES);
        node.raft.turn(0);
        node.ticks(LEASES.heartbeatTicks());
        Fact.when("read before any round was answered").gives(false, readsAtOnce(node, 1));
        OneNode without = leader(DEFAULT);
        without.tell(2, success(3, 1, read(without, 70)));
        Fact.when("read with leases off, just after a round was answered").gives(false, readsAtOnce(without, 1));
    }

    @Test
    void a_lease_answers_no_read_before_an_entry_of_the_leaders_term_is_committed() {
        OneNode node = OneNode.leader(LEASES, 3, 1);
        node.raft.turn(0);
        List<AppendEntries> sent = all(AppendEntries.class, node.ticks(LEASES.heartbeatTicks()));
        node.tell(2, success(3, 1, sent.getLast().round()));
        node.raft.read(71);
        node.turn();
        Fact.when("read with a lease, but before the no-op is committed")
                .usually("a lease shows who leads, not what earlier leaders have committed (Raft §8)")
                .gives(List.of(), node.reads);
    }

    @Test
    void a_lease_ends_with_a_transfer_also_one_that_fails() {
        OneNode node = leaseholder(0);
        node.raft.transfer(2);
        node.turn();
        node.ticks(LEASES.electionTicks());
        node.tell(2, success(3, 1, 0));
        Fact.when("look at the role after the transfer has failed").gives(RoleName.LEADER, node.role());
        Fact.when("read after a transfer that has failed")
                .usually("the target may still start the election that it was asked for, and its followers would vote")
                .gives(false, readsAtOnce(node, 1));
    }

    @Test
    void with_leases_a_node_that_starts_gives_no_vote_for_an_election_timeout() {
        OneNode node = OneNode.follower(LEASES, 5);
        Fact.when("request a vote of a node that has just started")
                .usually("before its crash it may have promised a leader not to vote, and that lease still runs")
                .gives(List.of(), node.tell(2, new Message.RequestVote(6, EntryId.NONE, false)));
        OneNode later = OneNode.follower(LEASES, 5);
        later.ticks(LEASES.electionTicks());
        Fact.when("request it an election time-out later")
                .gives(
                        true,
                        OneNode.only(
                                        Message.RequestVoteResponse.class,
                                        later.tell(2, new Message.RequestVote(6, EntryId.NONE, false)))
                                .granted());
    }
}

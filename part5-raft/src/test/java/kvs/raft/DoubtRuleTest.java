package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.success;
import static kvs.raft.RaftOptions.DEFAULT;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** When a leader doubts that it has a majority, and what that means to its followers. */
class DoubtRuleTest {
    private static final int ELECTION_TICKS = DEFAULT.electionTicks();
    private static final int HALF = ELECTION_TICKS / 2;
    private static final long LATE_IN_TERM = 1000;
    private static final int LATE = 100;

    // The rule

    /** Asks the rule of the leader 1 of nodes 1, 2, 3 …, of which the others have been silent for {@code silent} ticks. */
    private static boolean inDoubt(long termTicks, int... silent) {
        Configuration configuration = configuration(silent.length + 1);
        return DoubtRule.inDoubt(configuration, 1, voter -> silent[voter - 2], termTicks, ELECTION_TICKS);
    }

    private static Configuration configuration(int voters) {
        return Configuration.ofVoters(IntStream.rangeClosed(1, voters).toArray());
    }

    @Test
    void a_majority_that_was_heard_within_half_a_time_out_leaves_no_doubt() {
        Fact.when("hear two of three").gives(false, inDoubt(LATE_IN_TERM, 0, 0));
        Fact.when("hear one of two followers: with the leader, that is a majority")
                .gives(false, inDoubt(LATE_IN_TERM, HALF - 1, LATE));
        Fact.when("hear two of four followers").gives(false, inDoubt(LATE_IN_TERM, HALF - 1, 0, LATE, LATE));
        Fact.when("have no followers").gives(false, inDoubt(LATE_IN_TERM));
    }

    @Test
    void without_a_majority_for_half_a_time_out_it_is_in_doubt() {
        Fact.when("hear neither of two").gives(true, inDoubt(LATE_IN_TERM, HALF, HALF));
        Fact.when("hear one of four followers").gives(true, inDoubt(LATE_IN_TERM, 0, HALF, HALF, HALF));
    }

    @Test
    void silence_before_the_term_does_not_count() {
        Fact.when("have led for less than half a time-out, and heard from no node yet")
                .usually("each new leader begins with a doubt")
                .gives(false, inDoubt(HALF - 1, Integer.MAX_VALUE, Integer.MAX_VALUE));
        Fact.when("have led for half a time-out").gives(true, inDoubt(HALF, Integer.MAX_VALUE, Integer.MAX_VALUE));
    }

    @Test
    void a_leader_that_is_no_voter_does_not_count_itself() {
        Fact.when("lead as node 9 and hear one of the voters 1, 2 and 3")
                .gives(
                        true,
                        DoubtRule.inDoubt(
                                configuration(3), 9, voter -> voter == 1 ? 0 : LATE, LATE_IN_TERM, ELECTION_TICKS));
    }

    // The leader

    private static List<Boolean> doubts(List<Message> sent) {
        return all(AppendEntries.class, sent).stream()
                .map(AppendEntries::inDoubt)
                .distinct()
                .toList();
    }

    @Test
    void a_leader_says_so_once_it_has_heard_nothing_for_half_a_time_out() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(3, 1));
        Fact.when("hear nothing for less than half an election time-out")
                .gives(List.of(false), doubts(node.ticks(HALF - 1)));
        Fact.when("hear nothing for longer").gives(List.of(true), doubts(node.ticks(HALF)));
        node.tell(3, success(3, 1));
        Fact.when("hear one of the followers again")
                .usually("a leader whose doubt does not end is deposed though it has its majority")
                .gives(List.of(false), doubts(node.ticks(HALF - 1)));
    }

    @Test
    void entries_are_in_doubt_as_well() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(3, 1));
        node.ticks(HALF + 1);
        node.raft.propose(new byte[1]);
        Fact.when("propose a command").gives(List.of(true), doubts(node.turn()));
    }

    @Test
    void no_leader_is_in_doubt_that_keeps_a_lease_or_checks_no_quorum() {
        OneNode lease = OneNode.leader(DEFAULT.withLeaseReads(true), 3);
        Fact.when("hear nothing as a leader with leases: any message begins the promise behind a lease")
                .gives(List.of(false), doubts(lease.ticks(ELECTION_TICKS)));
        OneNode stays = OneNode.leader(DEFAULT.withCheckQuorum(false), 3);
        Fact.when("hear nothing as a leader that stays without a majority")
                .gives(List.of(false), doubts(stays.ticks(3 * ELECTION_TICKS)));
    }

    // The follower

    private static AppendEntries inDoubt(AppendEntries append) {
        return new AppendEntries(
                append.term(), append.previous(), append.entries(), append.commit(), append.round(), true);
    }

    /** Has a follower hear its leader with each tick, for the longest election time-out; returns what it sends. */
    private static List<Message> hearing(AppendEntries each) {
        OneNode node = OneNode.follower(DEFAULT, 3, 3);
        node.tell(2, append(3, id(1, 3), 0));
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 2 * ELECTION_TICKS; i++) {
            sent.addAll(node.tell(2, each));
            sent.addAll(node.ticks(1));
        }
        return sent;
    }

    @Test
    void a_follower_of_a_leader_in_doubt_campaigns_after_its_time_out() {
        AppendEntries heartbeat = append(3, id(1, 3), 0);
        Fact.when("hear the leader for two election time-outs")
                .gives(List.of(), all(PreVote.class, hearing(heartbeat)));
        Fact.when("hear it for as long, in doubt")
                .usually("the leader's last messages keep its followers calm, though it hears nothing")
                .holds(
                        !all(PreVote.class, hearing(inDoubt(heartbeat))).isEmpty(),
                        "the question of a pre-vote",
                        all(PreVote.class, hearing(inDoubt(heartbeat))));
    }

    @Test
    void a_follower_answers_a_message_in_doubt_and_has_its_entries() {
        OneNode node = OneNode.follower(DEFAULT, 3, 3);
        List<Message> answers = node.tell(2, inDoubt(append(3, id(1, 3), 1, 3)));
        Fact.when("receive entry 2 in doubt")
                .usually("a leader whose messages are not answered never leaves its doubt")
                .gives(List.of(success(3, 2)), all(AppendEntriesResponse.class, answers));
        Fact.when("look at the leader").gives(2, node.raft.leader());
        Fact.when("look at the commit index").gives(1, node.raft.commit());
    }

    @Test
    void a_silence_of_less_than_a_time_out_costs_no_leader_its_place() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3);
        cluster.elect(1);
        for (int i = 0; i < 20; i++) {
            cluster.lost = envelope -> envelope.to() == 1;
            tick(cluster, ELECTION_TICKS - DEFAULT.heartbeatTicks());
            cluster.lost = _ -> false;
            tick(cluster, ELECTION_TICKS);
            Fact.when("lose every answer for less than an election time-out; look at the role of node 1")
                    .gives(RoleName.LEADER, cluster.raft(1).status().role());
            Fact.when("look at the term").gives(1, cluster.raft(1).term());
        }
    }

    private static void tick(Cluster cluster, int ticks) {
        for (int i = 0; i < ticks; i++) {
            for (int node = 1; node <= 3; node++) {
                cluster.ticks(node, 1);
            }
            cluster.deliverAll();
        }
    }
}

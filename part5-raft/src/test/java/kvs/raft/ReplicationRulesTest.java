package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.OneNode.rejection;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.RaftStatus.Mode;
import org.junit.jupiter.api.Test;

/** Log replication: Raft §5.3. */
class ReplicationRulesTest {

    @Test
    void a_late_short_message_removes_nothing() {
        OneNode node = OneNode.follower(PLAIN, 2, 1);
        node.tell(2, append(2, id(1, 1), 0, 2, 2, 2));
        node.tell(2, append(2, id(1, 1), 0, 2));
        Fact.when("append 2@2 3@2 4@2, then receive a late message with 2@2 alone")
                .usually(
                        "entries after the message's last are removed although nothing contradicts them; they may be committed")
                .gives("1 2 2 2", node.log());
        node.tell(2, append(2, id(1, 1), 0));
        Fact.when("receive a heartbeat that was sent before them").gives("1 2 2 2", node.log());
    }

    @Test
    void a_conflict_removes_the_entry_and_all_after_it() {
        OneNode node = OneNode.follower(PLAIN, 3, 1, 2, 2, 2);
        node.tell(2, append(3, id(1, 1), 0, 2, 3));
        Fact.when("receive 2@2 3@3 with 2@2 3@2 4@2 in the log")
                .usually("4@2 follows an entry that is no longer there")
                .gives("1 2 3", node.log());
    }

    @Test
    void a_message_after_a_gap_changes_nothing() {
        OneNode node = OneNode.follower(PLAIN, 2, 1);
        AppendEntriesResponse response = only(AppendEntriesResponse.class, node.tell(2, append(2, id(3, 2), 4, 2)));
        Fact.when("receive 4@2 after 3@2 with a log that ends with 1@1")
                .gives(new AppendEntriesResponse(2, false, 3, id(1, 1), 0, false), response);
        Fact.when("look at the log afterwards").gives("1", node.log());
        Fact.when("look at the commit index afterwards").gives(0, node.raft.commit());
    }

    @Test
    void acknowledges_the_entries_of_that_message_alone() {
        OneNode node = OneNode.follower(PLAIN, 3, 1, 1, 2, 2);
        Fact.when("receive a heartbeat after 2@1 with 3@2 4@2 in the log, which the leader of term 3 may not have")
                .usually("acknowledging the whole log: the leader would commit entries that are not its own")
                .gives(success(3, 2), only(AppendEntriesResponse.class, node.tell(2, append(3, id(2, 1), 0))));
        Fact.when("receive 2@1 alone")
                .gives(success(3, 2), only(AppendEntriesResponse.class, node.tell(2, append(3, id(1, 1), 0, 1))));
    }

    @Test
    void a_follower_commits_no_further_than_the_last_entry_that_matches() {
        OneNode node = OneNode.follower(PLAIN, 3, 1, 1, 2, 2);
        node.tell(2, append(3, id(2, 1), 4));
        Fact.when("receive a heartbeat after 2@1 with commit index 4, and 3@2 4@2 in the log")
                .usually(
                        "entry 4 of the log is not the leader's entry 4 (Raft figure 2: min of leaderCommit and the last new entry)")
                .gives(2, node.raft.commit());
        Fact.when("look at what was applied").gives(OneNode.entries(1, 1, 1), node.applied);
    }

    @Test
    void the_commit_index_of_a_follower_never_goes_back() {
        OneNode node = OneNode.follower(PLAIN, 2, 1, 1, 1);
        node.tell(2, append(2, id(3, 1), 3));
        node.tell(2, append(2, id(3, 1), 1));
        Fact.when("receive commit index 3, then a late message with commit index 1")
                .gives(3, node.raft.commit());
    }

    @Test
    void a_conflict_that_arrives_after_a_success_is_stale() {
        OneNode node = OneNode.leader(PLAIN, 3, 1, 1, 1);
        node.tell(2, success(3, 4));
        Fact.when("look at the progress of node 2 after it acknowledged entry 4")
                .gives(4, node.follower(2).match());
        List<Message> sent = node.tell(2, rejection(3, 3, id(1, 1)));
        Fact.when("receive its late rejection of 3@1").gives(4, node.follower(2).match());
        Fact.when("look at how the leader goes on sending")
                .usually("a rejection at or before the match index is older than the success that raised it")
                .gives(5, node.follower(2).next());
        Fact.when("look at what the leader sent upon it").gives(List.of(), sent);
        Fact.when("count stale responses").gives(1, node.ignored(Ignored.STALE_RESPONSE));
    }

    @Test
    void a_late_success_does_not_lower_the_match_index() {
        OneNode node = OneNode.leader(PLAIN, 3, 1, 1, 1);
        node.tell(2, success(3, 4));
        node.tell(2, success(3, 2));
        Fact.when("receive a success for entry 2 after one for entry 4")
                .gives(4, node.follower(2).match());
    }

    @Test
    void a_rejection_of_another_question_does_not_move_a_probe() {
        OneNode node = OneNode.leader(PLAIN, 3, 1, 1, 1);
        Fact.when("look at a new leader's first guess: its log's end before the no-op")
                .gives(4, node.follower(2).next());
        node.tell(2, rejection(3, 2, id(0, 0)));
        Fact.when("receive a rejection of 2@1, where the probe asked about 3@1")
                .gives(4, node.follower(2).next());
    }

    /** Lets a leader of term 9 with {@code leader} bring a follower with {@code follower} in line, and counts its messages. */
    private static int messagesUntilInLine(long[] leader, long[] follower) {
        Cluster cluster = new Cluster(PLAIN);
        cluster.add(1, OneNode.disk(8, HardState.NO_VOTE, leader));
        cluster.add(2, OneNode.disk(8, HardState.NO_VOTE, follower));
        cluster.add(3, OneNode.disk(8, HardState.NO_VOTE));
        List<Message> probes = new ArrayList<>();
        cluster.lost = envelope -> {
            if (envelope.to() == 2 && envelope.message() instanceof AppendEntries) {
                probes.add(envelope.message());
            }
            return false;
        };
        cluster.elect(1);
        Fact.when("bring a follower in line")
                .gives(leader.length + 1L, cluster.raft(2).last().index());
        return probes.size();
    }

    private static long[] terms(long... runs) {
        return Arrays.stream(runs)
                .flatMap(term -> Arrays.stream(new long[20]).map(_ -> term))
                .toArray();
    }

    @Test
    void finds_the_point_of_agreement_in_a_step_per_term_not_per_entry() {
        int longer = messagesUntilInLine(terms(1, 5), terms(1, 2, 3));
        Fact.when("bring in line a follower with 40 entries of terms that the leader does not have")
                .usually("the leader steps back entry by entry (Raft §5.3, at its end)")
                .holds(longer <= 4, "at most 4 messages", longer);
        int shorter = messagesUntilInLine(terms(1, 2, 3), new long[] {1});
        Fact.when("bring in line a follower whose log lacks 59 entries")
                .holds(shorter <= 3, "at most 3 messages", shorter);
        int both = messagesUntilInLine(terms(1, 2, 4, 6), terms(1, 3, 5, 5));
        Fact.when("bring in line a follower whose terms interleave with the leader's")
                .holds(both <= 6, "at most 6 messages", both);
    }

    @Test
    void the_hint_of_a_rejection_names_an_entry_not_later_in_index_or_term_than_the_question() {
        OneNode node = OneNode.follower(PLAIN, 7, 1, 1, 4, 4, 4);
        Fact.when("reject previous 5@2 with the log 1 1 4 4 4")
                .usually("the logs cannot agree in an entry of term 4 if the leader's entry there is of term 2")
                .gives(
                        rejection(7, 5, id(2, 1)),
                        only(AppendEntriesResponse.class, node.tell(2, append(7, id(5, 2), 0))));
    }

    @Test
    void sends_ahead_of_the_answers_up_to_the_limit() {
        OneNode node = OneNode.leader(TestOptions.small(3, 0, 0), 3);
        node.tell(2, success(3, 1));
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            node.raft.propose(new byte[1]);
            sent.addAll(node.turnTo(2));
        }
        Fact.when("propose 8 commands to a leader that may have 3 messages under way")
                .gives(3, all(AppendEntries.class, sent).size());
        Fact.when("acknowledge the first, and count what is under way").gives(3, underWayAfter(node, success(3, 2)));
    }

    private static long underWayAfter(OneNode node, Message answer) {
        node.tell(2, answer);
        return node.follower(2).inflight();
    }

    @Test
    void sends_one_probe_at_a_time_while_it_is_unknown_where_the_logs_agree() {
        OneNode node = OneNode.leader(PLAIN, 3, 1);
        List<Message> sent = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            node.raft.propose(new byte[1]);
            sent.addAll(node.turnTo(2));
        }
        Fact.when("propose 5 commands before the first probe of the term is answered")
                .gives(List.of(), sent);
        Fact.when("look at how the leader sends to node 2")
                .gives(Mode.PROBE, node.follower(2).mode());
    }

    @Test
    void a_follower_is_active_as_long_as_it_answers() {
        RaftOptions options = PLAIN;
        OneNode node = OneNode.leader(options, 3);
        Fact.when("look at a follower that has not answered in this term")
                .gives(false, node.follower(2).active());
        node.tell(2, success(3, 1));
        Fact.when("receive an answer").gives(true, node.follower(2).active());
        node.ticks(options.electionTicks() - 1);
        Fact.when("let almost an election time-out pass")
                .gives(true, node.follower(2).active());
        node.ticks(1);
        Fact.when("let one more tick pass").gives(false, node.follower(2).active());
        node.tell(2, rejection(3, 1, id(0, 0)));
        Fact.when("receive a late rejection: whatever it says, the follower is there")
                .gives(true, node.follower(2).active());
        Fact.when("look at the other follower, which never answered")
                .gives(false, node.follower(3).active());
    }

    @Test
    void recovers_when_every_message_under_way_is_lost() {
        Cluster cluster = new Cluster(TestOptions.small(2, 0, 100), 1, 2, 3);
        cluster.elect(1);
        cluster.ticks(1, 2);
        cluster.deliverAll();
        cluster.lost = envelope -> envelope.to() == 2;
        for (int i = 0; i < 6; i++) {
            cluster.propose(1, "lost " + i);
            cluster.turn(1);
            cluster.deliverAll();
        }
        cluster.lost = envelope -> false;
        for (int i = 0; i < 20; i++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        Fact.when("lose all messages to node 2 until the leader may send no more, then lose none")
                .usually("messages that are never answered stay under way forever")
                .gives(cluster.raft(1).last(), cluster.raft(2).last());
    }
}

package kvs.raft;

import java.util.List;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.4")
class OutboxTest {
    private static final EntryId LAST = new EntryId(7, 2);
    private static final Snapshot SNAPSHOT = new Snapshot(LAST, Configuration.ofVoters(1, 2, 3));

    @Test
    void a_vote_waits_and_a_refusal_does_not() {
        waits(new RequestVoteResponse(3, true), true, "after a crash the node would vote in this term once more");
        waits(new RequestVoteResponse(3, false), false, "a refusal promises nothing");
    }

    @Test
    void a_request_for_votes_waits() {
        String usually = "a candidate has voted for itself: after a crash it would campaign in this term once more";
        waits(new RequestVote(3, LAST, false), true, usually);
        waits(new RequestVote(3, LAST, true), true, usually);
    }

    @Test
    void an_acknowledgement_of_entries_waits_and_a_rejection_does_not() {
        String usually = "the leader counts this node as one that has the entries on its disk";
        waits(new AppendEntriesResponse(3, true, 7, EntryId.NONE, 0, false), true, usually);
        waits(new AppendEntriesResponse(3, true, 7, EntryId.NONE, 4, true), true, usually);
        waits(new AppendEntriesResponse(3, false, 7, LAST, 0, false), false, "a rejection promises nothing");
        waits(new AppendEntriesResponse(3, false, 7, LAST, 4, true), false, "a rejection promises nothing");
    }

    @Test
    void an_installed_snapshot_waits_and_a_received_piece_does_not() {
        waits(
                new InstallSnapshotResponse(3, LAST, 4096, true, 0),
                true,
                "the leader counts this node as one that has the snapshot on its disk");
        waits(
                new InstallSnapshotResponse(3, LAST, 4096, false, 0),
                false,
                "that a piece was received only tells the leader where the next one begins");
    }

    @Test
    void the_messages_of_a_leader_do_not_wait() {
        String usually = "a leader's entries and its own force may overtake each other: only its own count waits";
        waits(new AppendEntries(3, LAST, List.of(), 7, 0), false, usually);
        waits(new AppendEntries(3, LAST, List.of(new Entry(8, 3, Payload.Noop.INSTANCE)), 7, 0), false, usually);
        waits(new InstallSnapshot(3, SNAPSHOT, 0, new byte[9], true, 0), false, usually);
        waits(new TimeoutNow(3), false, usually);
    }

    @Test
    void pre_votes_do_not_wait() {
        String usually = "a pre-vote changes nothing that a crash could undo, and may be given again";
        waits(new PreVote(3, LAST), false, usually);
        waits(new PreVoteResponse(3, 3, true), false, usually);
        waits(new PreVoteResponse(3, 3, false), false, usually);
    }

    @Test
    void a_node_that_crashes_before_its_vote_is_durable_does_not_vote_twice() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.lost = between(1, 2);
        cluster.raft(1).campaign();
        cluster.turn(1);
        cluster.promptDisks = false;
        cluster.deliverAll();
        cluster.crash(3);
        cluster.promptDisks = true;
        cluster.raft(2).campaign();
        cluster.turn(2);
        cluster.deliverAll();
        List<Integer> leaders = IntStream.rangeClosed(1, 3)
                .filter(id -> cluster.raft(id).isLeader() && cluster.raft(id).term() == 1)
                .boxed()
                .toList();
        Fact.when("leaders of term 1: node 3 votes for 1, crashes before its force, and is then asked by 2")
                .usually("the vote for 1 left before it was durable, so node 3 gave two votes in one term")
                .gives(List.of(2), leaders);
    }

    @Test
    void a_candidate_that_crashes_before_its_own_vote_is_durable_has_asked_for_no_votes() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(3);
        cluster.promptDisks = false;
        cluster.propose(3, "a");
        cluster.turn(3);
        cluster.deliverAll();
        cluster.completeAll(3);
        cluster.completeAll(2);
        cluster.deliverAll();
        Fact.when("the commit index of leader 3, with entry 2@1 on its own disk and that of 2")
                .gives(2, cluster.raft(3).commit());
        cluster.network.clear();
        cluster.lost = between(1, 3).or(between(2, 3));

        // Node 1 has 2@1 in memory only.
        cluster.raft(1).campaign();
        cluster.turn(1);
        cluster.deliverAll();
        cluster.completeAll(2);
        cluster.crash(1);
        cluster.raft(1).campaign();
        cluster.turn(1);
        cluster.completeAll(1);
        cluster.deliverAll();
        Fact.when("node 1 campaigns in term 2, crashes before its force, has lost 2@1, and campaigns in term 2 again:"
                        + " does it lead?")
                .usually("its first request left before its own vote was durable, and the answer to it was counted in"
                        + " the second election: a leader without the committed entry 2@1")
                .gives(false, cluster.raft(1).isLeader());
    }

    @Test
    void asks_for_votes_once_its_own_is_durable() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.promptDisks = false;
        cluster.raft(1).campaign();
        cluster.turn(1);
        Fact.when("messages that left node 1 when it began to campaign").gives(0, cluster.network.size());
        cluster.completeAll(1);
        Fact.when("messages that left node 1 after its force").gives(2, cluster.network.size());
    }

    @Test
    void acknowledges_entries_once_they_are_durable() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.promptDisks = false;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.completeAll(1);
        cluster.deliverAll();
        Fact.when("the commit index of leader 1, with entry 2 in the memory of 2 and 3, and on its own disk alone")
                .usually("a follower acknowledged entries from memory: they are lost if the leader fails now and both"
                        + " followers have crashed")
                .gives(1, cluster.raft(1).commit());
        cluster.completeAll(2);
        cluster.deliverAll();
        Fact.when("the same, after the force of 2").gives(2, cluster.raft(1).commit());
    }

    @Test
    void the_entries_of_a_leader_with_a_slow_disk_leave_at_once() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.promptDisks = false;
        cluster.propose(1, "a");
        cluster.turn(1);
        Fact.when("messages that left leader 1 before its own force")
                .usually("the followers' disks could work while the leader's does")
                .gives(2, cluster.network.size());
    }

    @Test
    void a_leader_counts_itself_only_when_its_own_disk_is_done() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.promptDisks = false;
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        cluster.completeAll(2);
        cluster.deliverAll();
        Fact.when("the commit index of leader 1 of 3, with entry 2 on the disk of node 2 alone")
                .usually("the leader counted itself before its own force: if 2 fails now, the entry is lost")
                .gives(1, cluster.raft(1).commit());
        cluster.completeAll(1);
        Fact.when("the same, after the leader's own force")
                .gives(2, cluster.raft(1).commit());
    }

    @Test
    void a_follower_does_not_take_the_completion_of_an_old_write_for_that_of_new_entries() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3, 4, 5);
        cluster.elect(1);

        // Node 3 has 2@1 in memory, and alone.
        cluster.promptDisks = false;
        cluster.lost = envelope -> envelope.to() != 3;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Write old = cluster.peer(3).pending.removeFirst();

        // Nodes 2, 4 and 5 elect 2, which sends 2@2 to node 3.
        cluster.promptDisks = true;
        cluster.lost = envelope -> envelope.from() == 1 || envelope.to() == 1 || envelope.to() == 3;
        cluster.elect(2);
        cluster.promptDisks = false;
        cluster.lost = envelope -> envelope.from() == 1 || envelope.to() == 1;
        cluster.ticks(2, 2);
        cluster.deliverAll();
        cluster.completeAll(3);
        cluster.deliverAll();
        Raft three = cluster.raft(3);
        Fact.when("the last entry of node 3").gives(new EntryId(2, 2), three.last());
        three.persisted(old.number());
        Fact.when("durable entries of a follower whose write of 2@1 completes after 2@2 has taken its place")
                .usually("the removed entries are not the log's any more, whatever the disk holds at their place")
                .gives(1, three.status().durable());
    }

    private static Predicate<Envelope> between(int one, int other) {
        return envelope -> (envelope.from() == one && envelope.to() == other)
                || (envelope.from() == other && envelope.to() == one);
    }

    private static void waits(Message message, boolean expected, String usually) {
        Fact.when("waitsForDisk(" + message + ")").usually(usually).gives(expected, Outbox.waitsForDisk(message));
    }
}

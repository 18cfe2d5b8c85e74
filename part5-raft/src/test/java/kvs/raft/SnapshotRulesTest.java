package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.OneNode.piece;
import static kvs.raft.OneNode.rejection;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.RaftStatus.Mode;
import org.junit.jupiter.api.Test;

/** Snapshots and the purging of the log: Raft §7. */
class SnapshotRulesTest {
    private static final RaftOptions SMALL = TestOptions.small(4, 0, 0);

    /** Returns a leader of term 3 whose log has been purged up to its end, entry 4, and whose followers are probed. */
    private static OneNode purged() {
        OneNode node = OneNode.leader(SMALL, 3, 1, 1, 1);
        node.tell(2, success(3, 4));
        node.raft.snapshotTaken(new Snapshot(id(4, 3), Configuration.ofVoters(1, 2, 3)));
        return node;
    }

    // A follower

    @Test
    void a_snapshot_takes_the_place_of_a_log_that_lacks_its_last_entry() {
        OneNode node = OneNode.follower(PLAIN, 3, 1, 1);
        List<Message> answer = node.tell(2, piece(3, id(5, 2), 1, 2, 3));
        Fact.when("install a snapshot up to 5@2 with the log 1@1 2@1")
                .gives(List.of(new InstallSnapshotResponse(3, id(5, 2), 0, true, 0)), answer);
        Fact.when("look at the last entry").gives(id(5, 2), node.raft.last());
        Fact.when("look at the commit index").gives(5, node.raft.commit());
        node.tell(2, append(3, id(5, 2), 6, 3));
        Fact.when("look at what is applied after it: the state machine starts from the snapshot")
                .gives(List.of(6L), node.applied.stream().map(Entry::index).toList());
    }

    @Test
    void a_log_whose_entry_at_the_snapshots_end_has_another_term_is_discarded() {
        OneNode node = OneNode.follower(PLAIN, 4, 1, 2, 2, 2);
        node.tell(2, piece(4, id(3, 3), 1, 2, 3));
        Fact.when("install a snapshot up to 3@3 with the log 1@1 2@2 3@2 4@2")
                .usually("4@2 stays although the entry before it is another one now (Raft figure 13, step 7)")
                .gives(id(3, 3), node.raft.last());
    }

    @Test
    void a_log_that_contains_the_snapshots_last_entry_is_kept() {
        OneNode node = OneNode.follower(PLAIN, 4, 1, 2, 2, 2);
        List<Message> answer = node.tell(2, piece(4, id(3, 2), 1, 2, 3));
        Fact.when("receive a snapshot up to 3@2 with the log 1@1 2@2 3@2 4@2")
                .usually("4@2, which may be acknowledged and committed, is thrown away (Raft figure 13, step 6)")
                .gives("1 2 2 2", node.log());
        Fact.when("look at the commit index: what a snapshot covers is committed")
                .gives(3, node.raft.commit());
        Fact.when("look at the answer").gives(List.of(new InstallSnapshotResponse(4, id(3, 2), 0, true, 0)), answer);
        Fact.when("look at what the driver is to keep of it").gives(List.of(), node.storedChunks);
    }

    @Test
    void a_snapshot_up_to_the_commit_index_or_before_is_ignored_and_acknowledged() {
        OneNode node = OneNode.follower(PLAIN, 4, 1, 2, 2, 2);
        node.tell(2, append(4, id(4, 2), 4));
        List<Message> answer = node.tell(2, piece(4, id(2, 2), 1, 2, 3));
        Fact.when("receive a snapshot up to 2@2 with commit index 4")
                .usually("the state machine goes back to an older state")
                .gives("1 2 2 2", node.log());
        Fact.when("look at the commit index").gives(4, node.raft.commit());
        Fact.when("look at the answer: the leader may go on after it")
                .gives(true, only(InstallSnapshotResponse.class, answer).installed());
    }

    @Test
    void a_snapshot_is_acknowledged_when_it_is_durable_not_when_it_has_arrived() {
        OneNode node = OneNode.follower(PLAIN, 3);
        node.promptDisk = false;
        Fact.when("receive the last piece of a snapshot while the disk is slow")
                .usually("the leader purges or counts what a crash of this node would lose")
                .gives(List.of(), node.tell(2, piece(3, id(5, 2), 1, 2, 3)));
        Fact.when("look at the write")
                .gives(
                        id(5, 2),
                        Objects.requireNonNull(node.pending.getFirst().snapshot())
                                .last());
        Fact.when("complete it")
                .gives(List.of(new InstallSnapshotResponse(3, id(5, 2), 0, true, 0)), node.completeAll());
    }

    @Test
    void pieces_count_in_order_only() {
        Snapshot snapshot = new Snapshot(id(5, 2), Configuration.ofVoters(1, 2, 3));
        OneNode node = OneNode.follower(PLAIN, 3);
        Fact.when("receive the second piece first")
                .gives(List.of(received(0)), node.tell(2, chunk(snapshot, 4, false)));
        Fact.when("receive the first").gives(List.of(received(4)), node.tell(2, chunk(snapshot, 0, false)));
        Fact.when("receive the first again").gives(List.of(received(4)), node.tell(2, chunk(snapshot, 0, false)));
        Fact.when("receive the second").gives(List.of(received(8)), node.tell(2, chunk(snapshot, 4, false)));
        node.tell(2, chunk(snapshot, 8, true));
        Fact.when("receive the last").gives(5, node.raft.commit());
        Fact.when("look at the offsets of what the driver keeps")
                .usually("a piece that was doubled or overtaken is in the file twice, or in the wrong place")
                .gives(
                        List.of(0L, 4L, 8L),
                        node.storedChunks.stream()
                                .map(Effects.StoreChunk::offset)
                                .toList());
    }

    private static InstallSnapshot chunk(Snapshot snapshot, long offset, boolean done) {
        return new InstallSnapshot(3, snapshot, offset, new byte[4], done, 0);
    }

    private static InstallSnapshotResponse received(long bytes) {
        return new InstallSnapshotResponse(3, id(5, 2), bytes, false, 0);
    }

    @Test
    void pieces_of_two_snapshots_are_not_mixed() {
        Snapshot older = new Snapshot(id(5, 2), Configuration.ofVoters(1, 2, 3));
        Snapshot newer = new Snapshot(id(7, 2), Configuration.ofVoters(1, 2, 3));
        OneNode node = OneNode.follower(PLAIN, 3);
        node.tell(2, chunk(older, 0, false));
        node.tell(2, chunk(newer, 4, true));
        Fact.when("receive the first piece of one snapshot and the last of another")
                .gives(0, node.raft.commit());
        node.tell(2, chunk(newer, 0, false));
        node.tell(2, chunk(older, 4, true));
        Fact.when("begin the other one, and receive the end of the first").gives(0, node.raft.commit());
        node.tell(2, chunk(newer, 4, true));
        Fact.when("receive the end of the other one").gives(7, node.raft.commit());
    }

    @Test
    void pieces_of_two_leaders_are_not_mixed() {
        Snapshot snapshot = new Snapshot(id(5, 2), Configuration.ofVoters(1, 2, 3));
        OneNode node = OneNode.follower(PLAIN, 3);
        node.tell(2, chunk(snapshot, 0, false));
        Message rest = new InstallSnapshot(4, snapshot, 4, new byte[4], true, 0);
        node.tell(3, rest);
        Fact.when("receive the first piece from the leader of term 3 and the last from that of term 4")
                .usually("two nodes need not write the same snapshot in the same bytes")
                .gives(0, node.raft.commit());
    }

    @Test
    void the_configuration_of_a_snapshot_wins_over_the_entries_that_it_covers() {
        OneNode node = OneNode.follower(PLAIN, 3, 1);
        Configuration four = Configuration.ofVoters(1, 2, 3, 4);
        Entry added = new Entry(2, 3, new Payload.Reconfigure(four));
        node.tell(2, new AppendEntries(3, id(1, 1), List.of(added), 0, 0));
        node.tell(2, piece(3, id(9, 3), 1, 2, 5));
        Fact.when("install a snapshot with the voters 1, 2 and 5, after an entry with 1, 2, 3 and 4")
                .usually("the membership still stands on an entry that is gone")
                .gives(List.of(1, 2, 5), node.raft.status().configuration().voters());
        Fact.when("ask for the configuration as of its last entry")
                .gives(List.of(1, 2, 5), node.raft.configurationAt(9).voters());
    }

    @Test
    void a_message_older_than_the_snapshot_matches() {
        OneNode node = OneNode.follower(PLAIN, 3);
        node.tell(2, piece(3, id(5, 2), 1, 2, 3));
        Fact.when("receive entries 4 to 7 when the snapshot ends with entry 5")
                .usually("what a snapshot covers is committed, so it agrees with every leader")
                .gives(List.of(success(3, 7)), node.tell(2, append(3, id(3, 2), 0, 2, 2, 3, 3)));
        Fact.when("look at the log after the snapshot").gives("3 3", node.log());
        Fact.when("receive entry 3 alone").gives(List.of(success(3, 3)), node.tell(2, append(3, id(2, 2), 0, 2)));
        Fact.when("look at the log afterwards").gives("3 3", node.log());
    }

    @Test
    void a_snapshot_of_this_node_ends_with_an_applied_entry_or_before() {
        OneNode node = OneNode.leader(SMALL, 3, 1);
        String thrown = "nothing";
        try {
            node.raft.snapshotTaken(new Snapshot(id(2, 3), Configuration.ofVoters(1, 2, 3)));
        } catch (IllegalArgumentException expected) {
            thrown = expected.getMessage();
        }
        Fact.when("take a snapshot up to an entry that was not applied")
                .gives("The snapshot ends with entry 2@3, and only those up to 0 have been applied", thrown);
    }

    @Test
    void keeps_entries_before_a_snapshot_for_followers_that_are_a_little_behind() {
        OneNode node = OneNode.leader(TestOptions.small(4, 0, 2), 3, 1, 1, 1);
        node.tell(2, success(3, 4));
        Fact.when("take a snapshot up to entry 4 with keptEntries 2")
                .gives(3, node.raft.snapshotTaken(new Snapshot(id(4, 3), Configuration.ofVoters(1, 2, 3))));
        node.tell(3, rejection(3, 3, id(2, 1)));
        Fact.when("hear from a follower that ends with entry 2")
                .gives(3, node.follower(3).next());
        Fact.when("look at how the leader sends to it")
                .gives(Mode.PROBE, node.follower(3).mode());
    }

    @Test
    void an_older_snapshot_of_this_node_changes_nothing() {
        OneNode node = purged();
        Snapshot older = new Snapshot(id(2, 1), Configuration.ofVoters(1, 2, 3));
        Fact.when("note a snapshot up to entry 2 after one up to entry 4").gives(5, node.raft.snapshotTaken(older));
        Fact.when("look at the snapshot")
                .gives(id(4, 3), node.raft.status().snapshot().last());
    }

    // A leader

    @Test
    void sends_a_snapshot_to_a_follower_that_needs_discarded_entries() {
        OneNode node = purged();
        node.tell(3, rejection(3, 3, id(0, 0)));
        Fact.when("hear that node 3 has an empty log, when the leader's log begins with entry 5")
                .gives(Mode.SNAPSHOT, node.follower(3).mode());
        Effects.SendChunk chunk = node.sendChunks.getFirst();
        Fact.when("look at the piece that is sent")
                .gives(new Effects.SendChunk(3, 3, node.raft.status().snapshot(), 0, chunk.round()), chunk);
    }

    @Test
    void one_piece_of_a_snapshot_is_under_way_at_a_time_and_is_repeated_after_an_election_timeout() {
        OneNode node = purged();
        node.tell(3, rejection(3, 3, id(0, 0)));
        for (int i = 0; i < 50; i++) {
            node.propose("x");
            node.tell(3, rejection(3, 3, id(0, 0)));
        }
        Fact.when("hear from a follower in a snapshot again and again")
                .usually("every heartbeat starts another snapshot")
                .gives(1, node.sendChunks.size());
        node.ticks(SMALL.electionTicks());
        Fact.when("let an election time-out pass without an answer").gives(2, node.sendChunks.size());
        node.tell(3, new InstallSnapshotResponse(3, id(4, 3), 4, false, 0));
        Fact.when("answer the first piece").gives(4, node.sendChunks.getLast().offset());
        node.tell(3, new InstallSnapshotResponse(3, id(4, 3), 4, false, 0));
        Fact.when("answer it again").gives(3, node.sendChunks.size());
    }

    @Test
    void goes_on_with_entries_when_the_snapshot_is_installed() {
        OneNode node = purged();
        node.tell(3, rejection(3, 3, id(0, 0)));
        node.propose("a");
        List<Message> sent = node.tell(3, new InstallSnapshotResponse(3, id(4, 3), 0, true, 0));
        Fact.when("hear that the snapshot up to entry 4 is installed")
                .gives(4, node.follower(3).match());
        AppendEntries next = all(AppendEntries.class, sent).getLast();
        Fact.when("look at what is sent next").gives(id(4, 3), next.previous());
        Fact.when("count its entries").gives(1, next.entries().size());
    }

    @Test
    void a_follower_whose_entries_were_discarded_gets_a_snapshot_although_messages_to_it_are_under_way() {
        OneNode node = OneNode.leader(TestOptions.small(1, 0, 0), 3);
        node.tell(3, success(3, 1));
        EntryId a = node.propose("a");
        EntryId b = node.propose("b");
        node.tell(2, success(3, b.index()));
        Fact.when("send one message of the one that may be under way")
                .gives(a.index() + 1, node.follower(3).next());
        node.raft.snapshotTaken(new Snapshot(b, Configuration.ofVoters(1, 2, 3)));
        node.turn();
        Fact.when("discard the entries that come next while the limit of messages is reached")
                .usually("no answer can bring the follower on, and none may be sent")
                .gives(Mode.SNAPSHOT, node.follower(3).mode());
    }

    @Test
    void an_answer_to_another_snapshot_changes_nothing() {
        OneNode node = purged();
        node.tell(3, rejection(3, 3, id(0, 0)));
        node.tell(3, new InstallSnapshotResponse(3, id(9, 3), 0, true, 0));
        Fact.when("hear that a snapshot is installed that was never sent")
                .gives(0, node.follower(3).match());
        node.tell(2, new InstallSnapshotResponse(3, id(4, 3), 0, true, 0));
        Fact.when("hear it from a follower to which none is sent").gives(2, node.ignored(Ignored.STALE_RESPONSE));
    }

    @Test
    void a_follower_that_is_down_costs_bounded_memory() {
        OneNode node = OneNode.leader(TestOptions.small(4, 0, 5), 3);
        node.tell(2, success(3, 1));
        node.tell(3, success(3, 1));
        List<AppendEntries> toDown = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            EntryId last = ((Proposal.Accepted) node.raft.propose(new byte[10])).id();
            toDown.addAll(all(AppendEntries.class, node.turnTo(3)));
            node.tell(2, success(3, last.index()));
            if (i % 100 == 99) {
                node.raft.snapshotTaken(new Snapshot(last, Configuration.ofVoters(1, 2, 3)));
            }
        }
        Fact.when("propose 1,000 commands while node 3 is down, and 4 messages may be under way")
                .usually("messages to a node that does not answer pile up")
                .gives(4, toDown.size());
        Fact.when("count the entries that the leader keeps")
                .usually("the log is kept for a follower that may never come back")
                .gives(5, node.raft.last().index() - node.raft.status().first() + 1);
    }

    @Test
    void a_leader_answers_a_rejection_that_arrives_after_its_log_was_purged() {
        OneNode node = purged();
        node.tell(3, new AppendEntriesResponse(3, false, 4, id(1, 1), 0, false));
        Fact.when("receive a late rejection of entry 4, with a hint that is no longer in the log")
                .gives(4, node.raft.commit());
    }

    @Test
    void a_snapshot_comes_back_after_a_restart() {
        Snapshot snapshot = new Snapshot(id(5, 2), Configuration.ofVoters(1, 2, 3));
        OneNode node = new OneNode(PLAIN, new Restored(new HardState(3, 0), snapshot, OneNode.entries(6, 2, 3), 0));
        Fact.when("restart with a snapshot up to 5@2 and two entries").gives(id(7, 3), node.raft.last());
        Fact.when("look at the commit index: what a snapshot covers is committed")
                .gives(5, node.raft.commit());
        Fact.when("look at what is applied again").gives(List.of(), node.applied);
    }
}

package kvs.raft;

import static kvs.raft.FollowerSnapshot.Verdict.CONTRADICTION;
import static kvs.raft.FollowerSnapshot.Verdict.COVERED;
import static kvs.raft.FollowerSnapshot.Verdict.INSTALLED;
import static kvs.raft.FollowerSnapshot.Verdict.OUT_OF_ORDER;
import static kvs.raft.FollowerSnapshot.Verdict.TAKEN;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.FollowerSnapshot.Verdict;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.7")
class FollowerSnapshotTest {
    private static final Configuration VOTERS = Configuration.ofVoters(1, 2, 3);

    private static final String COMMITTED =
            "a committed entry is never replaced: no leader of this cluster has another one";

    private static final String KEPT =
            "the log agrees with the leader's up to the snapshot's end. What follows may be acknowledged: it stays";

    private static final String WHOLE = "the last piece does not make a snapshot: all pieces before it do";

    // Installing

    private static final String GIVES_WAY =
            "the log gives way to the snapshot: no entry stays, and what the snapshot covers is committed";

    @Test
    void installs_a_snapshot_of_one_piece() {
        Follower follower = new Follower("1@1 2@1");
        follower.take("5@2", 0, true, INSTALLED, "the log ends before the snapshot does: it lacks entries");
        follower.has("", 5, GIVES_WAY);
        follower.ends("5@2");
    }

    @Test
    void installs_with_the_last_piece() {
        Follower follower = new Follower("1@1 2@1", 1);
        follower.take("5@2", 0, false, TAKEN, "more pieces follow");
        follower.has("1@1 2@1", 1, "part of a snapshot changes nothing in the log");
        follower.take("5@2", 4, false, TAKEN, "more pieces follow");
        follower.has("1@1 2@1", 1, "part of a snapshot changes nothing in the log");
        follower.take("5@2", 8, true, INSTALLED, "this was the last piece");
        follower.has("", 5, GIVES_WAY);
        follower.ends("5@2");
    }

    @Test
    void counts_the_pieces_that_it_takes() {
        Follower follower = new Follower("1@1");
        follower.take("5@2", 0, false, TAKEN, "");
        follower.received("5@2", 4, "the follower tells its leader where the next piece begins");
        follower.take("5@2", 4, false, TAKEN, "");
        follower.received("5@2", 8, "the follower tells its leader where the next piece begins");
    }

    @Test
    void forgets_the_pieces_of_an_installed_snapshot() {
        Follower follower = new Follower("1@1");
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("5@2", 4, true, INSTALLED, "");
        follower.received("5@2", 0, "the snapshot is installed: the receiver waits for the next one");
    }

    @Test
    void installs_two_snapshots_one_after_the_other() {
        Follower follower = new Follower("");
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("5@2", 4, true, INSTALLED, "");
        follower.take("7@2", 0, false, TAKEN, "the follower is behind once more");
        follower.has("", 5, "part of a snapshot changes nothing in the log");
        follower.take("7@2", 4, true, INSTALLED, "");
        follower.has("", 7, "the second snapshot takes the place of the first");
    }

    @Test
    void installs_a_snapshot_that_ends_directly_after_the_commit_index() {
        Follower follower = new Follower("1@1 2@1", 2);
        follower.take("3@2", 0, true, INSTALLED, "entry 3 is not in the log, and not committed here");
        follower.has("", 3, GIVES_WAY);
    }

    @Test
    void replaces_a_log_that_has_another_entry_at_the_snapshots_end() {
        Follower follower = new Follower("1@1 2@2 3@2 4@2", 1);
        follower.take(
                "3@3",
                0,
                true,
                INSTALLED,
                "entry 3 of this log is another one, and not committed: the log is not the leader's");
        follower.has("", 3, "4@2 follows an entry that is gone: it goes as well (Raft figure 13, step 7)");
        follower.ends("3@3");
        follower = new Follower("1@1 2@2 3@4 4@4", 1);
        follower.take("3@3", 0, true, INSTALLED, "an entry of a later term may be as wrong as one of an earlier term");
        follower.has("", 3, GIVES_WAY);
    }

    @Test
    void keeps_a_conflicting_log_until_the_snapshot_is_whole() {
        Follower follower = new Follower("1@1 2@2 3@2 4@2", 1);
        follower.take("3@3", 0, false, TAKEN, "");
        follower.has("1@1 2@2 3@2 4@2", 1, "part of a snapshot changes nothing in the log");
        follower.take("3@3", 4, true, INSTALLED, "");
        follower.has("", 3, GIVES_WAY);
    }

    // A log that has it

    @Test
    void keeps_a_log_that_has_the_snapshots_last_entry() {
        Follower follower = new Follower("1@1 2@2 3@2 4@2", 1);
        follower.take("3@2", 0, true, COVERED, KEPT);
        follower.has("1@1 2@2 3@2 4@2", 3, KEPT + ", and what a snapshot covers is committed (Raft figure 13, step 6)");
        follower = new Follower("1@1 2@2", 0);
        follower.take("2@2", 0, true, COVERED, "the log ends exactly with the snapshot's last entry");
        follower.has("1@1 2@2", 2, "what a snapshot covers is committed");
    }

    @Test
    void needs_no_piece_of_what_its_log_has() {
        Follower follower = new Follower("1@1 2@2 3@2", 1);
        follower.take("3@2", 0, false, COVERED, "the log has the snapshot's end: it is not needed, whole or not");
        follower.has("1@1 2@2 3@2", 3, "what a snapshot covers is committed, and this log has it");
        follower.received("3@2", 0, "no piece is kept of a snapshot that is not needed");
        follower = new Follower("1@1 2@2 3@2", 1);
        follower.take("3@2", 8, true, COVERED, "whether the piece is the next one does not matter then");
        follower.has("1@1 2@2 3@2", 3, "what a snapshot covers is committed, and this log has it");
    }

    @Test
    void never_goes_back_to_an_older_snapshot() {
        String usually = "the log is further than the snapshot: the state machine would go back";
        Follower follower = new Follower("1@1 2@2 3@2 4@2", 4);
        follower.take("2@2", 0, true, COVERED, usually);
        follower.has("1@1 2@2 3@2 4@2", 4, usually);
        follower.take("4@2", 0, true, COVERED, usually);
        follower.has("1@1 2@2 3@2 4@2", 4, usually);
    }

    @Test
    void never_goes_back_behind_its_own_snapshot() {
        String usually = "the log's own snapshot covers this one: what it covers is committed, and there";
        Follower follower = new Follower("6@2", "7@2 8@3", 7);
        follower.take("3@1", 0, true, COVERED, usually);
        follower.has("7@2 8@3", 7, usually);
        follower.take("6@2", 0, true, COVERED, "both snapshots have the same end");
        follower.has("7@2 8@3", 7, usually);
        follower.take("5@2", 4, true, COVERED, usually + ". Which piece it is does not matter");
        follower.has("7@2 8@3", 7, usually);
    }

    @Test
    void a_piece_that_arrives_after_the_snapshot_was_installed_changes_nothing() {
        Follower follower = new Follower("1@1");
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("5@2", 4, true, INSTALLED, "");
        follower.append("6@2 7@2");
        follower.take("5@2", 4, true, COVERED, "the last piece arrives twice: the snapshot is installed");
        follower.has("6@2 7@2", 5, "the entries after the snapshot are the leader's");
        follower.take("5@2", 0, false, COVERED, "the first piece arrives twice: the snapshot is installed");
        follower.has("6@2 7@2", 5, "the entries after the snapshot are the leader's");
    }

    @Test
    void goes_on_with_a_snapshot_after_a_late_piece_of_an_older_one() {
        String usually = "the older snapshot is covered: its piece has no part in the one that is arriving";
        Follower follower = new Follower("1@1 2@1", 1);
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("1@1", 0, true, COVERED, usually);
        follower.received("5@2", 4, usually);
        follower.take("2@1", 0, false, COVERED, usually);
        follower.take("5@2", 4, true, INSTALLED, usually);
        follower.ends("5@2");
    }

    @Test
    void gives_up_a_snapshot_when_the_entries_have_arrived() {
        Follower follower = new Follower("1@1 2@2");
        follower.take("3@2", 0, false, TAKEN, "");
        follower.append("3@2 4@2");
        follower.take("3@2", 4, true, COVERED, "entries 3 and 4 came meanwhile: the snapshot is no longer needed");
        follower.has("1@1 2@2 3@2 4@2", 3, KEPT);
    }

    // What is committed

    @Test
    void never_replaces_a_committed_entry() {
        contradiction(new Follower("1@1 2@2 3@2 4@2", 3), "2@3", COMMITTED);
        contradiction(new Follower("1@1 2@2 3@2 4@2", 3), "3@3", COMMITTED + ". Entry 3 is the last committed one");
        contradiction(new Follower("1@1 2@2 3@2 4@2", 3), "3@1", COMMITTED + ", of whichever term");
        contradiction(new Follower("6@2", "7@2 8@3", 8), "7@3", COMMITTED);
        contradiction(
                new Follower("6@2", "7@2 8@3", 6), "6@3", COMMITTED + ". Entry 6 is the end of the log's snapshot");
    }

    @Test
    void a_contradiction_has_no_part_in_a_snapshot_that_is_arriving() {
        Follower follower = new Follower("1@1 2@1", 2);
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("2@2", 0, true, CONTRADICTION, COMMITTED);
        follower.received("5@2", 4, "CONTRADICTION changes nothing: the other snapshot goes on");
        follower.take("5@2", 4, true, INSTALLED, "CONTRADICTION changes nothing: the other snapshot goes on");
    }

    // Pieces

    @Test
    void the_last_piece_alone_installs_nothing() {
        Follower follower = new Follower("1@1 2@1", 1);
        follower.take("5@2", 8, true, OUT_OF_ORDER, WHOLE);
        follower.has("1@1 2@1", 1, WHOLE);
        follower.take("5@2", 0, false, TAKEN, "the first piece is still the next");
        follower.take("5@2", 8, true, OUT_OF_ORDER, WHOLE + ". The one from 4 on is missing");
        follower.has("1@1 2@1", 1, WHOLE);
        follower.received("5@2", 4, "a piece that is not the next one does not count");
    }

    @Test
    void a_piece_that_is_not_the_next_changes_nothing() {
        Follower follower = new Follower("1@1 2@1", 1);
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("5@2", 0, false, OUT_OF_ORDER, "the first piece is doubled");
        follower.take("5@2", 8, false, OUT_OF_ORDER, "the piece from 4 on is missing");
        follower.has("1@1 2@1", 1, "a piece that is not the next one changes nothing");
        follower.received("5@2", 4, "a piece that is not the next one changes nothing");
        follower.take("5@2", 4, true, INSTALLED, "the pieces are complete now");
    }

    @Test
    void pieces_of_two_snapshots_are_not_mixed() {
        Follower follower = new Follower("1@1");
        follower.take("5@2", 0, false, TAKEN, "");
        follower.take("7@2", 4, true, OUT_OF_ORDER, "it is the end of another snapshot");
        follower.has("1@1", 0, "the first half of one snapshot and the second of another are no snapshot");
        follower.take("7@2", 0, false, TAKEN, "the other snapshot begins");
        follower.take("5@2", 4, true, OUT_OF_ORDER, "it is the end of a snapshot that was given up");
        follower.take("7@2", 4, true, INSTALLED, "");
        follower.ends("7@2");
    }

    // Through Raft

    @Test
    void a_node_says_installed_only_of_a_whole_snapshot() {
        OneNode node = OneNode.follower(TestOptions.PLAIN, 3);
        node.tell(2, message("5@2", 0, false));
        Fact.when(
                        "the answer to the last piece of a snapshot whose second piece was lost: installed, and bytes received")
                .usually("the leader takes the follower for one that has entries 1 to 5, and counts it")
                .gives("false, 4", answer(node.tell(2, message("5@2", 8, true))));
        node.tell(2, message("5@2", 4, false));
        Fact.when("the answer to it once the second piece has arrived")
                .gives("true, 0", answer(node.tell(2, message("5@2", 8, true))));
        Fact.when("the commit index of the node then").gives(5, node.raft.commit());
    }

    @Test
    void a_node_keeps_what_it_has_applied() {
        OneNode node = OneNode.follower(TestOptions.PLAIN, 4, 1, 2, 2, 2);
        node.tell(2, new AppendEntries(4, Logs.id("4@2"), List.of(), 4, 0));
        Fact.when("the answer to a late snapshot up to 2@2, with commit index 4: installed, and bytes received")
                .usually("the node has all that the snapshot covers: the leader may go on")
                .gives("true, 0", answer(node.tell(2, message(4, "2@2", 0, true))));
        Fact.when("the commit index of the node then")
                .usually("entries 3 and 4 were applied: a client has read what is gone now")
                .gives(4, node.raft.commit());
    }

    @Test
    void a_node_goes_on_after_a_snapshot_that_replaced_a_conflicting_log() {
        Cluster cluster = new Cluster(TestOptions.small(4, 0, 0));
        cluster.promptPieces = true;
        cluster.add(1, Logs.restored(new HardState(3, HardState.NO_VOTE), "1@1 2@1 3@3", 1, 2, 3));
        cluster.add(2, Logs.restored(new HardState(3, HardState.NO_VOTE), "1@1 2@1 3@3", 1, 2, 3));
        cluster.add(3, Logs.restored(new HardState(2, 3), "1@1 2@2 3@2 4@2 5@2 6@2", 1, 2, 3));
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.elect(1);
        cluster.takeSnapshot(1);
        cluster.lost = envelope -> false;
        for (int i = 0; i < 20; i++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        String usually =
                "entries that contradict the snapshot are still in the log: the node refuses every message, and gets"
                        + " the same snapshot again";
        Fact.when("the last entry of node 3, with 1@1 2@2 3@2 4@2 5@2 6@2, after the leader's snapshot up to 4@4")
                .usually(usually)
                .gives(Logs.id("4@4"), cluster.raft(3).last());
        EntryId next = cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("its last entry after the leader wrote one more")
                .usually(usually)
                .gives(next, cluster.raft(3).last());
    }

    @Test
    void a_node_counts_a_message_that_contradicts_its_log() {
        OneNode node = OneNode.follower(TestOptions.PLAIN, 4, 1, 2, 2, 2);
        node.tell(2, new AppendEntries(4, Logs.id("4@2"), List.of(), 4, 0));
        Fact.when("answers to a snapshot up to 3@3, when 3@2 is committed")
                .usually(COMMITTED)
                .gives(List.of(), node.tell(2, message(4, "3@3", 0, true)));
        Fact.when("messages that were ignored since they contradict the log")
                .gives(1, node.ignored(Ignored.CONTRADICTS_LOG));
        Fact.when("the answer to the next heartbeat")
                .usually("the log is as it was")
                .gives(
                        true,
                        OneNode.only(
                                        AppendEntriesResponse.class,
                                        node.tell(2, new AppendEntries(4, Logs.id("4@2"), List.of(), 4, 0)))
                                .success());
    }

    private static String answer(List<Message> answers) {
        InstallSnapshotResponse answer = OneNode.only(InstallSnapshotResponse.class, answers);
        return answer.installed() + ", " + answer.received();
    }

    private static InstallSnapshot message(String last, long offset, boolean done) {
        return message(3, last, offset, done);
    }

    private static InstallSnapshot message(long term, String last, long offset, boolean done) {
        return new InstallSnapshot(term, new Snapshot(Logs.id(last), VOTERS), offset, new byte[4], done, 0);
    }

    /** Sends a snapshot that contradicts what is committed, and compares that nothing has changed. */
    private static void contradiction(Follower follower, String last, String usually) {
        String log = Logs.show(follower.log);
        long commit = follower.log.commit();
        follower.take(last, 0, true, CONTRADICTION, usually);
        follower.has(log, commit, "CONTRADICTION changes nothing");
        follower.received(last, 0, "CONTRADICTION changes nothing: no piece is kept");
        follower.take(last, 0, false, CONTRADICTION, usually + ". The first piece says it already");
        follower.received(last, 0, "CONTRADICTION changes nothing: no piece is kept");
    }

    /** A follower under test, with what was done to it so far. */
    private static final class Follower {
        private final RaftLog log;
        private final FollowerSnapshot snapshots;
        private String did;

        Follower(String entries) {
            this(entries, 0);
        }

        Follower(String entries, long committed) {
            this(Logs.log(entries), committed);
        }

        /** @param snapshot the last entry of the log's own snapshot */
        Follower(String snapshot, String entries, long committed) {
            this(Logs.log(snapshot, entries), committed);
        }

        private Follower(RaftLog log, long committed) {
            this.log = log;
            log.commitTo(committed);
            this.snapshots = new FollowerSnapshot(log, new FollowerLog(log));
            String entries = Logs.show(log);
            this.did = "a log of " + (entries.isEmpty() ? "no entries" : entries)
                    + (log.snapshot().last().index() > 0
                            ? " after a snapshot up to " + log.snapshot().last()
                            : "")
                    + ", committed up to " + log.commit() + ": ";
        }

        void take(String last, long offset, boolean done, Verdict expected, String usually) {
            did += "take(4 bytes at " + offset + " of " + last + (done ? ", the last" : "") + ")";
            Fact.when(did).usually(usually).gives(expected.toString(), verdict(last, offset, done));
            did += ", ";
        }

        /** Returns the verdict, or what the log says about being used wrongly. */
        private String verdict(String last, long offset, boolean done) {
            try {
                return snapshots.take(message(last, offset, done)).toString();
            } catch (IllegalStateException e) {
                return "an exception: " + e.getMessage();
            }
        }

        void append(String entries) {
            Logs.entries(entries).forEach(log::append);
            did += "append " + entries + ", ";
        }

        void has(String entries, long commit, String usually) {
            Fact.when(did + "then look at the log").usually(usually).gives(entries, Logs.show(log));
            Fact.when(did + "then look at the commit index").usually(usually).gives(commit, log.commit());
        }

        void ends(String last) {
            Fact.when(did + "then look at the log's last entry")
                    .usually("a log without entries ends with the last entry of its snapshot")
                    .gives(Logs.id(last), log.last());
        }

        void received(String last, long bytes, String usually) {
            Fact.when(did + "then received(" + last + ")")
                    .usually(usually)
                    .gives(bytes, snapshots.received(new Snapshot(Logs.id(last), VOTERS)));
        }
    }
}

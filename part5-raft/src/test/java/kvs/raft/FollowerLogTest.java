package kvs.raft;

import static kvs.raft.FollowerLog.Verdict.APPENDED;
import static kvs.raft.FollowerLog.Verdict.CONTRADICTION;
import static kvs.raft.FollowerLog.Verdict.NO_MATCH;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.FollowerLog.Verdict;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.2")
class FollowerLogTest {
    private static final String ONLY_CONFLICTS =
            "a message removes only what contradicts it: one that is late and short says nothing of the entries after it";

    private static final String ONLY_MATCHED =
            "after the last entry of this message, the log may be that of an old leader";

    private static final String COMMITTED =
            "a committed entry is never removed: a message that would do it is refused whole";

    // The match index

    @Test
    void acknowledges_the_last_entry_of_the_message() {
        match("1@1 2@1", "1@1", "2@1", 2, "");
        match("1@1 2@1 3@1 4@1", "1@1", "2@1", 2, ONLY_MATCHED);
        match("1@1 2@1 3@1 4@1", "0@0", "1@1 2@1 3@1", 3, ONLY_MATCHED);
    }

    @Test
    void acknowledges_the_previous_entry_if_there_is_no_other() {
        match("1@1 2@1", "2@1", "", 2, "the message shows that the logs agree up to its previous entry");
        match(
                "1@1 2@1 3@1 4@1",
                "1@1",
                "",
                1,
                ONLY_MATCHED + ". A heartbeat shows that the logs agree up to its previous entry");
        match("1@1", "0@0", "", 0, ONLY_MATCHED + ". A heartbeat may show nothing at all");
    }

    @Test
    void acknowledges_no_more_than_the_message_has_shown_though_more_is_committed() {
        String usually = "the message is late, and speaks of its own entries: the commit index has no part in this";
        match(committed("1@1 2@1 3@1", 3), "0@0", "1@1", 1, usually);
        match(committed("1@1 2@1 3@1", 3), "1@1", "", 1, usually);
    }

    // Appending

    @Test
    void appends_to_an_empty_log() {
        Follower follower = new Follower("");
        follower.append("0@0", "1@1 2@1", 0, APPENDED, "0@0 stands for the beginning: every log has it");
        follower.has("1@1 2@1", "");
    }

    @Test
    void appends_after_its_last_entry() {
        Follower follower = new Follower("1@1 2@1");
        follower.append("2@1", "3@1 4@2", 0, APPENDED, "");
        follower.has("1@1 2@1 3@1 4@2", "");
    }

    @Test
    void appends_only_what_it_lacks() {
        Follower follower = new Follower("1@1 2@1 3@2");
        follower.append("1@1", "2@1 3@2 4@2 5@3", 0, APPENDED, "entries 2 and 3 are there already");
        follower.has("1@1 2@1 3@2 4@2 5@3", "entries that the log has stay, the others are appended, each once");
    }

    @Test
    void takes_a_message_twice_without_a_change() {
        Follower follower = new Follower("1@1");
        follower.append("1@1", "2@1 3@2", 0, APPENDED, "");
        follower.has("1@1 2@1 3@2", "");
        follower.append("1@1", "2@1 3@2", 0, APPENDED, "messages arrive twice; the second time, nothing is new");
        follower.has("1@1 2@1 3@2", "");
    }

    // Matching

    @Test
    void refuses_a_message_whose_previous_entry_is_after_its_end() {
        noMatch("1@1 2@1", "3@1", "4@1", "the log lacks entry 3: appended here, entry 4 would follow a hole");
        noMatch("1@1 2@1", "3@1", "", "a heartbeat is compared like any other message");
        noMatch("", "3@1", "", "a log without entries has nothing but the beginning, 0@0");
    }

    @Test
    void refuses_a_message_whose_previous_entry_has_another_term() {
        noMatch("1@1 2@1 3@1", "3@2", "4@2", "entry 3 is there, but of another term: it is another entry");
        noMatch("1@1 2@1 3@1", "2@2", "", "entry 2 is there, but of another term: it is another entry");
    }

    // Conflicts

    @Test
    void replaces_entries_of_another_term_and_all_after_them() {
        Follower follower = new Follower("1@1 2@1 3@1 4@1 5@1");
        follower.append("2@1", "3@2", 0, APPENDED, "entry 3 of term 1 was never committed: it gives way");
        follower.has("1@1 2@1 3@2", "entries 4 and 5 followed an entry that is gone: they go as well");
    }

    @Test
    void replaces_from_the_first_conflict_only() {
        Follower follower = new Follower("1@1 2@1 3@1 4@1");
        follower.append("1@1", "2@1 3@1 4@3 5@3", 0, APPENDED, "");
        follower.has("1@1 2@1 3@1 4@3 5@3", "entries 2 and 3 agree, entry 4 is the first that does not");
    }

    @Test
    void replaces_an_entry_of_a_later_term_too() {
        Follower follower = new Follower("1@1 2@3 3@3");
        follower.append("1@1", "2@2 3@4", 0, APPENDED, "");
        follower.has(
                "1@1 2@2 3@4",
                "the leader of term 4 has 2@2: in the log of its follower, 2@3 is as wrong as an older entry");
    }

    @Test
    void replaces_a_last_entry() {
        Follower follower = new Follower("1@1 2@1");
        follower.append("1@1", "2@2 3@2", 0, APPENDED, "");
        follower.has("1@1 2@2 3@2", "the log's last entry may be the one that contradicts");
    }

    @Test
    void replaces_its_entry_also_if_the_leader_has_committed_the_other() {
        Follower follower = new Follower("1@1 2@1 3@1", 1);
        follower.append(
                "1@1",
                "2@2 3@2",
                3,
                APPENDED,
                "the leader's commit index is about the leader's entries: 2@1 and 3@1 are not committed, and give way");
        follower.has("1@1 2@2 3@2", "");
    }

    @Test
    void a_late_short_message_does_not_shorten_the_log() {
        keeps("1@1 2@1 3@1 4@1", "1@1", "2@1", 0);
        keeps("1@1 2@1 3@1 4@1", "1@1", "", 0);
        keeps("1@1 2@1 3@1 4@1", "0@0", "1@1 2@1 3@1", 0);
        keeps("1@1 2@1 3@1 4@1", "1@1", "2@1", 4);
    }

    @Test
    void a_late_short_message_does_not_remove_entries_of_a_later_term() {
        keeps("1@1 2@1 3@2 4@2", "1@1", "2@1", 0);
        keeps("1@1 2@1 3@2 4@2", "2@1", "", 0);
        keeps("1@1 2@1 3@2 4@3", "2@1", "3@2", 2);
    }

    @Test
    void entries_that_it_keeps_are_not_written_again() {
        RaftLog log = Logs.log("1@1 2@1 3@1");
        new Follower(log).append("1@1", "2@1 3@1 4@1", 0, APPENDED, "");
        Fact.when("entries to write after a message of 2@1 3@1 4@1 to a log of 1@1 2@1 3@1")
                .usually(
                        "entries 2 and 3 were removed and appended again: a crash in between loses them, though they were"
                                + " acknowledged")
                .gives("4@1", Logs.show(log.takeUnwritten().entries()));
    }

    // Committing

    @Test
    void follows_the_commit_index_of_its_leader() {
        Follower follower = new Follower("1@1");
        follower.append("1@1", "2@1 3@1", 2, APPENDED, "");
        follower.committed(2, "the leader has committed up to 2, and the logs agree up to 3");
        follower = new Follower("1@1 2@1 3@1", 2);
        follower.append("3@1", "", 3, APPENDED, "");
        follower.committed(3, "a heartbeat carries the commit index, too");
    }

    @Test
    void commits_also_entries_that_it_had_before_the_message() {
        String usually =
                "the entries came with an earlier message. That the logs agree on them and that they are committed is new";
        Follower follower = new Follower("1@1 2@1 3@1");
        follower.append("1@1", "2@1 3@1", 3, APPENDED, "");
        follower.committed(3, usually);
        follower = new Follower("1@1 2@1 3@1 4@1", 1);
        follower.append("1@1", "2@1 3@1", 2, APPENDED, "");
        follower.committed(2, usually);
    }

    @Test
    void commits_no_further_than_the_message_goes() {
        Follower follower = new Follower("1@1 2@1 3@1 4@1");
        follower.append("1@1", "2@1", 4, APPENDED, "");
        follower.committed(2, ONLY_MATCHED);
        follower = new Follower("1@1 2@1 3@1 4@1", 2);
        follower.append("3@1", "", 4, APPENDED, "");
        follower.committed(3, ONLY_MATCHED + ". A heartbeat ends with its previous entry");
    }

    @Test
    void commits_no_further_than_its_own_log() {
        Follower follower = new Follower("1@1");
        follower.append("1@1", "2@1", 9, APPENDED, "");
        follower.committed(2, "the leader is ahead: its commit index may be far after the end of this log");
    }

    @Test
    void a_late_message_about_committed_entries_is_no_contradiction() {
        String usually = "the log has these entries already, and none is replaced: the message is only late";
        new Follower("1@1 2@1 3@1", 3).append("0@0", "1@1", 1, APPENDED, usually);
        new Follower("1@1 2@1 3@1", 3).append("1@1", "2@1 3@1 4@1", 3, APPENDED, usually + ". Entry 4 is new");
        new Follower("1@1 2@1 3@1", 3).append("1@1", "", 1, APPENDED, usually);
    }

    @Test
    void never_takes_a_commit_back() {
        Follower follower = new Follower("1@1 2@1 3@1", 3);
        follower.append("0@0", "1@1", 1, APPENDED, "");
        follower.committed(3, "a late message carries an old commit index");
    }

    // What is committed

    @Test
    void never_removes_a_committed_entry() {
        contradiction("1@1 2@1 3@1 4@1", 3, "0@0", "1@1 2@2", 4, COMMITTED);
        contradiction("1@1 2@1 3@1 4@1", 3, "2@1", "3@2 4@2", 4, COMMITTED + ". Entry 3 is the last one");
        contradiction(
                "1@1 2@1 3@1 4@1", 3, "0@0", "1@1 2@2", 1, COMMITTED + ", whatever the commit index of the sender");
    }

    @Test
    void replaces_the_entry_after_the_committed_ones() {
        Follower follower = new Follower("1@1 2@1 3@1 4@1", 2);
        follower.append("2@1", "3@2", 2, APPENDED, "entry 3 is not committed: it may be replaced");
        follower.has("1@1 2@1 3@2", "");
        follower = new Follower("1@1 2@1 3@1 4@1", 2);
        follower.append(
                "1@1",
                "2@1 3@2",
                2,
                APPENDED,
                "the message begins among the committed entries and agrees with them: it replaces only entry 3");
        follower.has("1@1 2@1 3@2", "");
    }

    @Test
    void a_previous_entry_that_contradicts_a_committed_one_is_no_mismatch() {
        String usually =
                "the sender's log differs from what is committed: it is no leader, and going back does not help it";
        contradiction("1@1 2@1 3@1", 2, "1@2", "", 3, usually);
        contradiction("1@1 2@1 3@1", 2, "2@2", "3@2", 3, usually + ". Entry 2 is the last committed one");
        Follower follower = new Follower("1@1 2@1 3@1", 2);
        follower.append("3@2", "4@2", 3, NO_MATCH, "entry 3 is not committed: the leader may have another one");
    }

    // After a snapshot

    @Test
    void what_a_snapshot_covers_counts_as_there() {
        Follower follower = new Follower(Logs.log("5@2", "6@2"));
        follower.append(
                "3@1",
                "4@2 5@2 6@2 7@2",
                7,
                APPENDED,
                "entries up to 5 are in the snapshot, and committed: the log has them");
        follower.has("6@2 7@2", "");
        follower.committed(7, "");
        follower = new Follower(Logs.log("5@2", "6@2 7@2"));
        follower.append("2@1", "3@1", 7, APPENDED, "the whole message is about entries in the snapshot");
        follower.has("6@2 7@2", ONLY_CONFLICTS);
        follower = new Follower(Logs.log("5@2", "6@2 7@2"));
        follower.append("5@2", "6@2", 7, APPENDED, "5@2 is the snapshot's last entry");
        follower.has("6@2 7@2", ONLY_CONFLICTS);
    }

    @Test
    void the_last_entry_of_a_snapshot_is_compared() {
        Follower follower = new Follower(Logs.log("5@2", "6@2"));
        follower.append("5@1", "6@3", 6, CONTRADICTION, "the term of the snapshot's last entry is known: it is 5@2");
        follower.has("6@2", "");
    }

    // Nodes

    @Test
    void a_node_acknowledges_what_a_heartbeat_has_shown() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT);
        cluster.add(3, Logs.restored(new HardState(2, HardState.NO_VOTE), "1@1 2@1 3@1 4@1", 1, 2, 3));
        cluster.deliver(new Envelope(Cluster.ID, 1, 3, new AppendEntries(2, Logs.id("2@1"), List.of(), 4, 0)));
        String answer = cluster.network.stream()
                .map(Envelope::message)
                .filter(AppendEntriesResponse.class::isInstance)
                .map(AppendEntriesResponse.class::cast)
                .map(response -> "success " + response.success() + ", index " + response.index())
                .toList()
                .toString();
        Fact.when(
                        "node 3 has 1@1 2@1 3@1 4@1 and gets a heartbeat of term 2: previous entry 2@1, leader's commit index 4")
                .usually("entries 3 and 4 are of an old leader. Acknowledged, they count as copies of the new leader's")
                .gives("[success true, index 2]", answer);
        Fact.when("the commit index of node 3 after that heartbeat")
                .usually("committed are the leader's entries 3 and 4, and these are others")
                .gives(2, cluster.raft(3).commit());
    }

    @Test
    void a_heartbeat_commits_nothing_that_only_the_leader_has() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT);
        cluster.add(1, Logs.restored(new HardState(2, HardState.NO_VOTE), "1@1", 1, 2, 3));
        cluster.add(2, Logs.restored(new HardState(2, HardState.NO_VOTE), "1@1", 1, 2, 3));
        cluster.add(3, Logs.restored(new HardState(2, 3), "1@1 2@2 3@2", 1, 2, 3));
        cluster.lost = envelope -> envelope.message() instanceof AppendEntries append
                && !append.entries().isEmpty();
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.ticks(1, RaftOptions.DEFAULT.heartbeatTicks());
        cluster.deliverAll();
        Fact.when(
                        "commit index of leader 1, with 1@1 2@3 3@3, whose messages with entries were all lost; node 3 has 1@1 2@2"
                                + " 3@2 and got a heartbeat")
                .usually(
                        "node 3 has acknowledged its own entries of term 2, and the leader took them for copies of its own")
                .gives(0, cluster.raft(1).commit());
    }

    @Test
    void a_message_that_arrives_late_takes_nothing_from_a_node() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        Envelope early = cluster.network.stream()
                .filter(envelope -> envelope.to() == 2)
                .findFirst()
                .orElseThrow();
        cluster.deliverAll();
        cluster.propose(1, "b");
        cluster.turn(1);
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.deliverAll();
        cluster.deliver(early);
        Fact.when("the last entry of node 2, which acknowledged 3@1, after the message with 2@1 arrived once more")
                .usually(ONLY_CONFLICTS + ". Entry 3 is committed, by nodes 1 and 2")
                .gives(Logs.id("3@1"), cluster.raft(2).last());
    }

    private static void match(String log, String previous, String entries, long expected, String usually) {
        match(Logs.log(log), previous, entries, expected, usually);
    }

    private static void match(RaftLog log, String previous, String entries, long expected, String usually) {
        String did = "matchIndex(" + previous + ", [" + entries + "]) in a log of " + shown(log);
        Fact.when(did)
                .usually(usually)
                .gives(expected, new FollowerLog(log).matchIndex(Logs.id(previous), Logs.entries(entries)));
    }

    /** Sends a message that does not match, and compares that nothing has changed. */
    private static void noMatch(String log, String previous, String entries, String usually) {
        Follower follower = new Follower(log);
        follower.append(previous, entries, 4, NO_MATCH, usually);
        follower.has(log, "NO_MATCH changes nothing: the leader goes back, and its next message does");
        follower.committed(0, "NO_MATCH changes nothing: it is unknown where the logs agree");
    }

    /** Sends a message that removes nothing. */
    private static void keeps(String log, String previous, String entries, long leaderCommit) {
        Follower follower = new Follower(log);
        follower.append(previous, entries, leaderCommit, APPENDED, ONLY_CONFLICTS);
        follower.has(log, ONLY_CONFLICTS);
    }

    /** Sends a message that contradicts what is committed, and compares that nothing has changed. */
    private static void contradiction(
            String log, long committed, String previous, String entries, long leaderCommit, String usually) {
        Follower follower = new Follower(log, committed);
        follower.append(previous, entries, leaderCommit, CONTRADICTION, usually);
        follower.has(log, "CONTRADICTION changes nothing");
        follower.committed(committed, "CONTRADICTION changes nothing");
    }

    private static RaftLog committed(String entries, long committed) {
        RaftLog log = Logs.log(entries);
        log.commitTo(committed);
        return log;
    }

    private static String shown(RaftLog log) {
        String entries = Logs.show(log);
        return (entries.isEmpty() ? "no entries" : entries) + ", committed up to " + log.commit();
    }

    /** A log under test, with what was done to it last. A fact makes a new one for each message that is not about the one before. */
    private static final class Follower {
        private final RaftLog log;
        private final FollowerLog follower;
        private String did = "";

        Follower(String entries) {
            this(entries, 0);
        }

        Follower(String entries, long committed) {
            this(FollowerLogTest.committed(entries, committed));
        }

        Follower(RaftLog log) {
            this.log = log;
            this.follower = new FollowerLog(log);
        }

        void append(String previous, String entries, long leaderCommit, Verdict expected, String usually) {
            did = "append(" + previous + ", [" + entries + "], commit " + leaderCommit + ") to a log of " + shown(log);
            Fact.when(did).usually(usually).gives(expected.toString(), verdict(previous, entries, leaderCommit));
        }

        /** Returns the verdict, or what the log says about being used wrongly. */
        private String verdict(String previous, String entries, long leaderCommit) {
            try {
                return follower.append(Logs.id(previous), Logs.entries(entries), leaderCommit)
                        .toString();
            } catch (IllegalStateException e) {
                return "an exception: " + e.getMessage();
            }
        }

        void has(String expected, String usually) {
            Fact.when(did + ": the log").usually(usually).gives(expected, Logs.show(log));
        }

        void committed(long expected, String usually) {
            Fact.when(did + ": the commit index").usually(usually).gives(expected, log.commit());
        }
    }
}

package kvs.raft;

import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.entries;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.piece;
import static kvs.raft.OneNode.rejection;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
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
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages that no node of the cluster would send: ignored or answered, and counted. */
class BadInputTest {
    private static final long TERM = 5;

    /** Returns one message of each kind in {@code term}. */
    static Stream<Message> messages(long term) {
        return Stream.of(
                new RequestVote(term, id(1, 1), false),
                new RequestVoteResponse(term, true),
                new PreVote(term, id(1, 1)),
                new PreVoteResponse(term, term, true),
                append(term, EntryId.NONE, 0, 1),
                success(term, 1),
                piece(term, id(4, 1), 1, 2, 3),
                new InstallSnapshotResponse(term, id(4, 1), 0, true, 0),
                new TimeoutNow(term));
    }

    static Stream<Message> absurdTerms() {
        return Stream.of(-1L, Long.MIN_VALUE, Long.MAX_VALUE, TERM + RaftOptions.MAX_TERMS_AHEAD + 1)
                .flatMap(BadInputTest::messages);
    }

    /** Requires that an envelope changes nothing, is not answered, and is counted for {@code reason} alone. */
    private static void isIgnored(OneNode node, Envelope envelope, Ignored reason) {
        RaftStatus before = node.raft.status();
        node.raft.receive(envelope);
        Fact.when("receive " + envelope).gives(List.of(), node.turn());
        RaftStatus after = node.raft.status();
        Fact.when("count why it was ignored").gives(Map.of(reason, 1L), after.ignored());
        Fact.when("look at term, role, vote, log and commit index")
                .gives(
                        List.of(before.term(), before.role(), before.vote(), before.last(), before.commit()),
                        List.of(after.term(), after.role(), after.vote(), after.last(), after.commit()));
    }

    private static Envelope from(int from, Message message) {
        return new Envelope(Cluster.ID, from, OneNode.SELF, message);
    }

    @ParameterizedTest
    @EnumSource
    void a_message_of_another_cluster_is_ignored(RoleName role) {
        messages(TERM + 1)
                .forEach(message -> isIgnored(
                        OneNode.of(role, RaftOptions.DEFAULT, TERM, 1),
                        new Envelope(Cluster.ID + 1, 2, OneNode.SELF, message),
                        Ignored.OTHER_CLUSTER));
    }

    @ParameterizedTest
    @EnumSource
    void a_message_to_or_from_the_wrong_node_is_ignored(RoleName role) {
        messages(TERM + 1).forEach(message -> {
            for (int from : new int[] {OneNode.SELF, 0, -1, Integer.MIN_VALUE}) {
                isIgnored(OneNode.of(role, RaftOptions.DEFAULT, TERM, 1), from(from, message), Ignored.WRONG_RECIPIENT);
            }
            isIgnored(
                    OneNode.of(role, RaftOptions.DEFAULT, TERM, 1),
                    new Envelope(Cluster.ID, 2, 3, message),
                    Ignored.WRONG_RECIPIENT);
        });
    }

    @ParameterizedTest
    @MethodSource
    void absurdTerms(Message message) {
        for (RoleName role : RoleName.values()) {
            isIgnored(OneNode.of(role, RaftOptions.DEFAULT, TERM, 1), from(2, message), Ignored.ABSURD_TERM);
        }
    }

    @Test
    void the_highest_term_that_is_not_absurd_is_entered() {
        OneNode node = OneNode.follower(PLAIN, TERM);
        node.tell(2, append(TERM + RaftOptions.MAX_TERMS_AHEAD, EntryId.NONE, 0));
        Fact.when("receive a message that is MAX_TERMS_AHEAD terms ahead")
                .gives(TERM + RaftOptions.MAX_TERMS_AHEAD, node.raft.term());
    }

    static Stream<Message> malformed() {
        Configuration voters = Configuration.ofVoters(1, 2, 3);
        return Stream.of(
                new RequestVote(TERM, new EntryId(-1, 1), false),
                new RequestVote(TERM, new EntryId(1, 0), false),
                new RequestVote(TERM, new EntryId(0, 1), false),
                new RequestVote(TERM, new EntryId(1, TERM + 1), false),
                new PreVote(TERM, new EntryId(3, TERM + 1)),
                new AppendEntries(TERM, new EntryId(1, -1), List.of(), 0, 0),
                new AppendEntries(TERM, id(1, TERM + 1), List.of(), 0, 0),
                new AppendEntries(TERM, id(1, 1), entries(3, 1), 0, 0),
                new AppendEntries(TERM, id(1, 1), entries(1, 1), 0, 0),
                new AppendEntries(TERM, id(1, 3), entries(2, 2), 0, 0),
                new AppendEntries(TERM, id(1, 1), entries(2, TERM + 1), 0, 0),
                new AppendEntries(TERM, EntryId.NONE, entries(1, 0), 0, 0),
                new AppendEntries(TERM, id(1, 1), entries(2, 3, 2), 0, 0),
                new AppendEntries(TERM, id(1, 1), List.of(), -1, 0),
                new AppendEntries(TERM, id(1, 1), List.of(), 0, -1),
                new AppendEntries(TERM, new EntryId(Long.MAX_VALUE, 1), entries(Long.MIN_VALUE, 1), 0, 0),
                new AppendEntriesResponse(TERM, true, -1, EntryId.NONE, 0, false),
                new AppendEntriesResponse(TERM, true, 1, EntryId.NONE, -1, false),
                new AppendEntriesResponse(TERM, false, 1, new EntryId(-1, 1), 0, false),
                new InstallSnapshot(TERM, new Snapshot(EntryId.NONE, voters), 0, new byte[1], true, 0),
                new InstallSnapshot(TERM, new Snapshot(id(4, TERM + 1), voters), 0, new byte[1], true, 0),
                new InstallSnapshot(TERM, new Snapshot(id(4, 1), voters), -1, new byte[1], true, 0),
                new InstallSnapshot(TERM, new Snapshot(id(Long.MAX_VALUE, 1), voters), 0, new byte[1], true, 0),
                new InstallSnapshotResponse(TERM, id(4, 1), -1, true, 0),
                new InstallSnapshotResponse(TERM, id(4, 1), 0, true, -1),
                new PreVoteResponse(TERM, -1, true));
    }

    @ParameterizedTest
    @MethodSource
    void malformed(Message message) {
        for (RoleName role : RoleName.values()) {
            isIgnored(OneNode.of(role, RaftOptions.DEFAULT, TERM, 1), from(2, message), Ignored.MALFORMED);
        }
    }

    @Test
    void an_acknowledgement_beyond_the_leaders_log_is_ignored() {
        OneNode node = OneNode.leader(PLAIN, TERM, 1);
        isIgnored(node, from(2, success(TERM, 3)), Ignored.CONTRADICTS_LOG);
        isIgnored(
                OneNode.leader(PLAIN, TERM, 1),
                from(2, rejection(TERM, Long.MAX_VALUE, id(1, 1))),
                Ignored.CONTRADICTS_LOG);
        isIgnored(OneNode.leader(PLAIN, TERM, 1), from(2, success(TERM, 1, Long.MAX_VALUE)), Ignored.CONTRADICTS_LOG);
        isIgnored(
                OneNode.leader(PLAIN, TERM, 1),
                from(2, new InstallSnapshotResponse(TERM, id(4, 1), 0, true, 1)),
                Ignored.CONTRADICTS_LOG);
    }

    @Test
    void a_hint_beyond_the_leaders_log_is_cut_to_it() {
        OneNode node = OneNode.leader(PLAIN, TERM, 1, 1, 1);
        node.tell(2, rejection(TERM, 3, new EntryId(1L << 60, Long.MAX_VALUE)));
        Fact.when("reject 3@1 with a hint far beyond the leader's log")
                .gives(3, node.follower(2).next());
    }

    @Test
    void a_commit_index_beyond_the_log_is_cut_to_the_message() {
        OneNode node = OneNode.follower(PLAIN, TERM, 1);
        node.tell(2, append(TERM, id(1, 1), Long.MAX_VALUE, TERM));
        Fact.when("receive entry 2 and the highest number as commit index").gives(2, node.raft.commit());
    }

    @Test
    void an_entry_that_contradicts_a_committed_one_is_ignored() {
        OneNode node = OneNode.follower(PLAIN, TERM, 1, 1, 1);
        node.tell(2, append(TERM, id(3, 1), 2));
        isIgnored(node, from(2, append(TERM, id(1, 1), 0, 2, 2)), Ignored.CONTRADICTS_LOG);
        Fact.when("look at the log").gives("1 1 1", node.log());
    }

    @Test
    void a_previous_entry_that_contradicts_a_committed_one_is_ignored() {
        OneNode node = OneNode.follower(PLAIN, TERM, 1, 1, 1);
        node.tell(2, append(TERM, id(3, 1), 2));
        isIgnored(node, from(2, append(TERM, id(2, 2), 0, 2)), Ignored.CONTRADICTS_LOG);
    }

    @Test
    void a_snapshot_that_contradicts_a_committed_entry_is_ignored() {
        OneNode node = OneNode.follower(PLAIN, TERM, 1, 1, 1);
        node.tell(2, append(TERM, id(3, 1), 2));
        isIgnored(node, from(2, piece(TERM, id(2, 3), 1, 2, 3)), Ignored.CONTRADICTS_LOG);
    }

    @Test
    void a_second_leader_of_a_term_is_ignored() {
        OneNode node = OneNode.follower(PLAIN, TERM, 1);
        node.tell(2, append(TERM, id(1, 1), 0));
        isIgnored(node, from(3, append(TERM, id(1, 1), 0, 2)), Ignored.SECOND_LEADER);
        isIgnored(OneNode.leader(PLAIN, TERM), from(3, append(TERM, EntryId.NONE, 0)), Ignored.SECOND_LEADER);
        isIgnored(OneNode.leader(PLAIN, TERM), from(3, piece(TERM, id(4, 1), 1, 2)), Ignored.SECOND_LEADER);
    }

    @Test
    void an_answer_of_an_unknown_node_is_ignored() {
        isIgnored(OneNode.leader(PLAIN, TERM), from(9, success(TERM, 1)), Ignored.UNKNOWN_NODE);
        isIgnored(
                OneNode.leader(PLAIN, TERM),
                from(9, new InstallSnapshotResponse(TERM, id(1, 1), 0, true, 0)),
                Ignored.UNKNOWN_NODE);
    }

    @Test
    void answers_to_nothing_are_ignored() {
        for (Message answer : List.of(
                new RequestVoteResponse(TERM, true),
                new PreVoteResponse(TERM, TERM, true),
                success(TERM, 1),
                new InstallSnapshotResponse(TERM, id(1, 1), 0, true, 0))) {
            isIgnored(OneNode.follower(PLAIN, TERM, 1), from(2, answer), Ignored.STALE_RESPONSE);
        }
    }

    @Test
    void a_restored_log_with_a_hole_is_refused() {
        Snapshot before = new Snapshot(EntryId.NONE, Configuration.ofVoters(1, 2, 3));
        String thrown = "nothing";
        try {
            new OneNode(PLAIN, new Restored(new HardState(3, 0), before, entries(2, 1), 0));
        } catch (IllegalArgumentException expected) {
            thrown = expected.getMessage();
        }
        Fact.when("start with a log whose first entry is missing")
                .gives("The restored log has entry 2@1 after entry 0@0: there is a hole", thrown);
    }
}

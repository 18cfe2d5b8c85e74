package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kvs.protocol.Fact;
import kvs.raft.Configuration;
import kvs.raft.MembershipChange;
import kvs.raft.Message;
import kvs.raft.RaftOptions;
import kvs.raft.RaftStatus;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ReplicaTest {
    private static final ReplicaOptions OPTIONS = options(1_000_000, 1_000, true);

    /** No entry before a snapshot stays in the log, and pieces of snapshots are small. */
    private static final RaftOptions RAFT =
            RaftOptions.DEFAULT.withMaxEntryBytes(1_000).withMaxChunkBytes(50).withKeptEntries(0);

    private static ReplicaOptions options(long snapshotEntries, int maxOpenRequests, boolean promotesLearners) {
        return new ReplicaOptions(
                10,
                2_000,
                100,
                1_000,
                maxOpenRequests,
                20,
                60_000,
                100,
                8,
                100_000,
                snapshotEntries,
                1_000_000,
                100,
                promotesLearners);
    }

    private static Replicas three() {
        Replicas replicas = new Replicas(RAFT, OPTIONS, 1, 2, 3);
        replicas.elect(1);
        return replicas;
    }

    private static Request set(String key, String value) {
        return new Request.Write(null, new KvCommand.Set(Some.utf8(key), Some.utf8(value)));
    }

    private static Request set(WriteId id, String key, String value) {
        return new Request.Write(id, new KvCommand.Set(Some.utf8(key), Some.utf8(value)));
    }

    private static Request get(String key) {
        return new Request.Get(Some.utf8(key), false);
    }

    private static Response.Done done(@Nullable String previous) {
        return new Response.Done(previous == null ? null : Some.utf8(previous));
    }

    private static Response found(String value) {
        return new Response.Found(Some.utf8(value));
    }

    @Test
    void answers_a_write_once_a_majority_has_it() {
        Replicas replicas = three();
        long ticket = replicas.begin(1, set("k", "v"));
        Fact.when("set a key before any message is delivered").gives(null, replicas.reply(1, ticket));
        replicas.deliverAll();
        Fact.when("set a key and deliver all messages").gives(done(null), replicas.reply(1, ticket));
        Fact.when("set it again").gives(done("v"), replicas.ask(1, set("k", "w")));
    }

    @Test
    void reads_what_was_written() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "v"));
        Fact.when("get the key").gives(found("v"), replicas.ask(1, get("k")));
        Fact.when("get another").gives(new Response.Missing(), replicas.ask(1, get("x")));
        Request scan = new Request.Scan(KeyRange.ALL, 10, false);
        Fact.when("scan all keys")
                .gives(
                        new Response.Rows(List.of(new Response.Row(Some.utf8("k"), Some.utf8("v"))), false),
                        replicas.ask(1, scan));
    }

    @Test
    void a_read_waits_for_a_round_with_a_majority() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "v"));
        replicas.isolate(1);
        long ticket = replicas.begin(1, get("k"));
        replicas.deliverAll();
        Fact.when("read at a leader that reaches no other node").gives(null, replicas.reply(1, ticket));
    }

    @Test
    void a_stale_read_is_answered_by_any_node_at_once() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "v"));
        replicas.ticks(1, 2);
        replicas.isolate(2);
        long ticket = replicas.begin(2, new Request.Get(Some.utf8("k"), true));
        Fact.when("read a stale value at an isolated follower").gives(found("v"), replicas.reply(2, ticket));
    }

    @Test
    void followers_name_the_leader() {
        Replicas replicas = three();
        Response leader = new Response.NotLeader(1);
        Fact.when("write at a follower").gives(leader, replicas.ask(2, set("k", "v")));
        Fact.when("read at a follower").gives(leader, replicas.ask(2, get("k")));
        Fact.when("open a session at a follower").gives(leader, replicas.ask(2, new Request.OpenSession()));
        Fact.when("transfer at a follower").gives(leader, replicas.ask(2, new Request.Transfer(3)));
        Fact.when("change the membership at a follower")
                .gives(leader, replicas.ask(2, new Request.Change(new MembershipChange.Remove(3))));
    }

    @Test
    void a_repeated_write_is_applied_once_by_whichever_leader() {
        Replicas replicas = three();
        Response opened = replicas.ask(1, new Request.OpenSession());
        long client = Objects.requireNonNull((Response.SessionOpened) opened).client();
        WriteId id = WriteId.oneAtATime(client, 1);
        Fact.when("write").gives(done(null), replicas.ask(1, set(id, "k", "v")));
        Fact.when("write another value outside of the session").gives(done("v"), replicas.ask(1, set("k", "w")));
        replicas.ask(1, new Request.Transfer(2));
        replicas.deliverAll();
        Fact.when("repeat the write at the next leader").gives(done(null), replicas.ask(2, set(id, "k", "v")));
        Fact.when("get the key").gives(found("w"), replicas.ask(2, get("k")));
    }

    @Test
    void a_write_whose_entry_was_overwritten_did_not_happen() {
        Replicas replicas = three();
        replicas.isolate(1);
        long lost = replicas.begin(1, set("k", "lost"));
        replicas.deliverAll();
        replicas.ticks(2, 40);
        if (!replicas.replica(2).raft().isLeader()) {
            replicas.ticks(3, 40);
        }
        int leader = replicas.replica(2).raft().isLeader() ? 2 : 3;
        Fact.when("write at the next leader").gives(done(null), replicas.ask(leader, set("k", "kept")));
        Fact.when("wait for the write at the old one").gives(null, replicas.reply(1, lost));
        replicas.heal();
        replicas.ticks(leader, 4);
        Fact.when("let another entry be applied in its place")
                .usually("a proposal is named by index and term, not by its index alone")
                .gives(new Response.NotLeader(leader), replicas.reply(1, lost));
    }

    @Test
    void a_write_of_a_deposed_leader_may_still_succeed() {
        Replicas replicas = three();
        // The entry reaches the followers; the answers are lost.
        replicas.lost = envelope -> envelope.message() instanceof Message.AppendEntriesResponse;
        long ticket = replicas.begin(1, set("k", "v"));
        replicas.deliverAll();
        replicas.isolate(1);
        replicas.ticks(2, 40);
        replicas.ticks(3, 40);
        int leader = replicas.replica(2).raft().isLeader() ? 2 : 3;
        replicas.heal();
        replicas.ticks(leader, 4);
        Fact.when("wait until the next leader has committed the entry").gives(done(null), replicas.reply(1, ticket));
    }

    @Test
    void no_request_waits_forever() {
        Replicas replicas = three();
        replicas.isolate(1);
        long write = replicas.begin(1, set("k", "v"));
        long read = replicas.begin(1, get("k"));
        replicas.ticks(1, 20);
        Fact.when("wait 20 ticks for a write").gives(null, replicas.reply(1, write));
        replicas.ticks(1, 1);
        Fact.when("wait 21 ticks for a write").gives(new Response.MayHaveHappened(), replicas.reply(1, write));
        Fact.when("wait 21 ticks for a read")
                .holds(
                        replicas.reply(1, read) instanceof Response.NotLeader
                                || replicas.reply(1, read) instanceof Response.Busy,
                        "NotLeader or Busy",
                        replicas.reply(1, read));
        // Its entry is overwritten later: a second reply would fail the test.
        replicas.ticks(2, 40);
        replicas.ticks(3, 40);
        replicas.heal();
        replicas.ticks(replicas.replica(2).raft().isLeader() ? 2 : 3, 4);
        Fact.when("let another entry be applied in its place")
                .gives(new Response.MayHaveHappened(), replicas.reply(1, write));
    }

    @Test
    void rejects_what_is_too_large_before_it_is_in_the_log() {
        Replicas replicas = three();
        long last = replicas.replica(1).raft().last().index();
        Fact.when("set a key of 11 bytes")
                .gives(
                        new Response.Rejected("The key has 11 bytes; at most 10 are allowed"),
                        replicas.ask(1, set("k".repeat(11), "v")));
        Fact.when("set a value of 2001 bytes")
                .gives(
                        new Response.Rejected("The value has 2001 bytes; at most 2000 are allowed"),
                        replicas.ask(1, set("k", "v".repeat(2_001))));
        Fact.when("expect a value of 2001 bytes")
                .gives(
                        new Response.Rejected("The value has 2001 bytes; at most 2000 are allowed"),
                        replicas.ask(
                                1,
                                new Request.Write(
                                        null,
                                        new KvCommand.CompareAndSet(
                                                Some.utf8("k"), Some.utf8("e".repeat(2_001)), Some.utf8("v")))));
        Fact.when("set a value of 2000 bytes, where an entry may have 1000")
                .gives(
                        new Response.Rejected("The command is larger than a log entry may be"),
                        replicas.ask(1, set("k", "v".repeat(2_000))));
        Fact.when("delete a key of 11 bytes")
                .gives(
                        new Response.Rejected("The key has 11 bytes; at most 10 are allowed"),
                        replicas.ask(1, new Request.Write(null, new KvCommand.Delete(Some.utf8("k".repeat(11))))));
        Fact.when("scan for 0 rows")
                .gives(
                        new Response.Rejected("The limit of a scan is 0, and must be 1 or more"),
                        replicas.ask(1, new Request.Scan(KeyRange.ALL, 0, false)));
        Fact.when("ask for the last index")
                .gives(last, replicas.replica(1).raft().last().index());
        Fact.when("set a key of 10 bytes").gives(done(null), replicas.ask(1, set("k".repeat(10), "v")));
    }

    @Test
    void is_busy_at_the_limit_of_open_requests() {
        Replicas replicas = new Replicas(RAFT, options(1_000, 2, true), 1, 2, 3);
        replicas.elect(1);
        replicas.isolate(1);
        long first = replicas.begin(1, set("k", "v"));
        long second = replicas.begin(1, get("k"));
        Fact.when("open a third request of 2").gives(new Response.Busy(), replicas.ask(1, set("k", "w")));
        Fact.when("open a third request of 2").gives(new Response.Busy(), replicas.ask(1, get("k")));
        Fact.when("wait for the first").gives(null, replicas.reply(1, first));
        Fact.when("wait for the second").gives(null, replicas.reply(1, second));
    }

    @Test
    void a_learner_is_promoted_once_it_has_caught_up() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "v"));
        replicas.add(4, Configuration.EMPTY);
        Response added = replicas.ask(1, new Request.Change(new MembershipChange.AddLearner(4, "host:4")));
        Fact.when("add node 4; whether it votes")
                .gives(
                        false,
                        Objects.requireNonNull((Response.Changed) added)
                                .configuration()
                                .isVoter(4));
        replicas.ticks(1, 10);
        Fact.when("let 10 ticks pass; whether node 4 votes")
                .gives(true, replicas.replica(1).status().configuration().isVoter(4));
        Fact.when("hash the state of node 4")
                .gives(replicas.replica(1).stateHash(), replicas.replica(4).stateHash());
    }

    @Test
    void a_learner_stays_one_where_that_is_wanted_or_while_it_is_away() {
        Replicas replicas = new Replicas(RAFT, options(1_000, 10, false), 1, 2, 3);
        replicas.elect(1);
        replicas.add(4, Configuration.EMPTY);
        replicas.ask(1, new Request.Change(new MembershipChange.AddLearner(4, "host:4")));
        replicas.ticks(1, 10);
        Fact.when("let 10 ticks pass without promotion")
                .gives(false, replicas.replica(1).status().configuration().isVoter(4));

        Replicas away = three();
        away.ask(1, new Request.Change(new MembershipChange.AddLearner(4, "host:4")));
        away.ticks(1, 10);
        Fact.when("let 10 ticks pass without node 4")
                .gives(false, away.replica(1).status().configuration().isVoter(4));
    }

    @Test
    void a_learner_that_no_longer_answers_stays_one() {
        Replicas replicas = three();
        replicas.add(4, Configuration.EMPTY);
        replicas.ask(1, new Request.Change(new MembershipChange.AddLearner(4, "host:4")));
        Fact.when("add node 4; whether it has caught up")
                .gives(
                        RaftStatus.Mode.REPLICATE,
                        replicas.replica(1).status().followers().getLast().mode());
        replicas.lost = envelope -> envelope.to() >= 3;
        replicas.begin(1, new Request.Transfer(3));
        replicas.ticks(1, 3 * RAFT.electionTicks());
        Fact.when("node 4 dies, and a transfer to a dead node holds changes up for as long as an election takes;"
                        + " whether node 4 votes afterwards")
                .usually("a dead voter counts in every majority, and acknowledges nothing")
                .gives(false, replicas.replica(1).status().configuration().isVoter(4));
        replicas.lost = _ -> false;
        replicas.ticks(1, 10);
        Fact.when("let node 4 answer again; whether it votes")
                .gives(true, replicas.replica(1).status().configuration().isVoter(4));
    }

    @Test
    void rejects_impossible_changes() {
        Replicas replicas = three();
        Response removed = replicas.ask(1, new Request.Change(new MembershipChange.Remove(9)));
        Fact.when("remove a node that is no member").holds(removed instanceof Response.Rejected, "Rejected", removed);
        Response added = replicas.ask(
                1,
                new Request.Change(new MembershipChange.AddLearner(4, "a".repeat(EntryCodec.MAX_ADDRESS_LENGTH + 1))));
        Fact.when("add a node with an address of 256 characters")
                .gives(new Response.Rejected("The address has 256 characters; at most 255 are allowed"), added);
    }

    @Test
    void a_second_change_waits_for_the_first() {
        Replicas replicas = three();
        replicas.begin(1, new Request.Change(new MembershipChange.Remove(3)));
        Fact.when("change the membership while a change is in progress")
                .gives(new Response.Busy(), replicas.ask(1, new Request.Change(new MembershipChange.Remove(2))));
    }

    @Test
    void transfers_the_leadership_to_the_node_that_is_asked_for() {
        Replicas replicas = three();
        long ticket = replicas.begin(1, new Request.Transfer(3));
        replicas.deliverAll();
        replicas.ticks(3, 3);
        Fact.when("transfer to node 3; the node that leads")
                .gives(true, replicas.replica(3).raft().isLeader());
        Fact.when("transfer to node 3")
                .holds(
                        replicas.reply(1, ticket) instanceof Response.Transferred,
                        "Transferred",
                        replicas.reply(1, ticket));
    }

    @Test
    void transfers_the_leadership_to_the_best_node_where_none_is_asked_for() {
        Replicas replicas = three();
        replicas.isolate(2);
        replicas.ask(1, set("k", "v"));
        replicas.heal();
        replicas.ask(1, new Request.Transfer(0));
        replicas.deliverAll();
        Fact.when("transfer to any node, where 2 lacks an entry; whether node 3 leads")
                .gives(true, replicas.replica(3).raft().isLeader());
    }

    @Test
    void a_transfer_ends_when_its_target_does_not_answer() {
        Replicas replicas = three();
        replicas.isolate(3);
        long transfer = replicas.begin(1, new Request.Transfer(3));
        Fact.when("write during the transfer").gives(new Response.Busy(), replicas.ask(1, set("k", "v")));
        Fact.when("read during the transfer").gives(new Response.Busy(), replicas.ask(1, get("k")));
        for (int i = 0; i < 20; i++) {
            replicas.ticks(1, 1);
        }
        Fact.when("wait for the transfer")
                .gives(
                        new Response.Rejected("The target did not take over in time; this node leads on"),
                        replicas.reply(1, transfer));
        Fact.when("write after it").gives(done(null), replicas.ask(1, set("k", "v")));
    }

    @Test
    void a_leader_alone_has_no_node_to_transfer_to() {
        Replicas one = new Replicas(RAFT, OPTIONS, 1);
        one.elect(1);
        Response response = one.ask(1, new Request.Transfer(0));
        Fact.when("transfer from a cluster of one").holds(response instanceof Response.Rejected, "Rejected", response);
    }

    @Test
    void a_status_shows_raft_and_machine() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "v"));
        Response.StatusOf status = Objects.requireNonNull((Response.StatusOf) replicas.ask(1, new Request.Status()));
        Fact.when("ask for the leader").gives(1, status.raft().leader());
        Fact.when("ask for the state machine")
                .gives(new Response.MachineStatus(2, 1, 2, 0, replicas.wallMillis), status.machine());
    }

    @Test
    void a_snapshot_is_due_after_snapshotEntries() {
        Replicas replicas = new Replicas(RAFT, options(3, 10, true), 1);
        replicas.elect(1);
        replicas.ask(1, set("a", "1"));
        Fact.when("apply 2 entries of 3; whether a snapshot is due").gives(true, replicas.node(1).frozen == null);
        replicas.ask(1, set("b", "2"));
        Fact.when("apply 3 entries; the snapshot's last entry")
                .gives(
                        "3@1",
                        String.valueOf(Objects.requireNonNull(replicas.node(1).frozen)
                                .snapshot()
                                .last()));
        replicas.node(1).writeSnapshot();
        Fact.when("write it; the first entry in the log")
                .gives(4, replicas.replica(1).status().first());
        Fact.when("write it; its configuration")
                .gives(Configuration.ofVoters(1), replicas.node(1).snapshot.configuration());
    }

    @Test
    void starts_again_from_its_snapshot_and_its_log() {
        Replicas replicas = new Replicas(RAFT, options(3, 10, true), 1);
        replicas.elect(1);
        replicas.ask(1, set("a", "1"));
        replicas.ask(1, set("b", "2"));
        replicas.node(1).writeSnapshot();
        replicas.ask(1, set("c", "3"));
        long hash = replicas.replica(1).stateHash();
        replicas.crash(1);
        Fact.when("restart; the last entry applied")
                .gives(3, replicas.replica(1).applied());
        replicas.elect(1);
        Fact.when("restart; the hash of the state")
                .gives(hash, replicas.replica(1).stateHash());
    }

    @Test
    void a_snapshot_that_failed_is_followed_by_another() {
        Replicas replicas = new Replicas(RAFT, options(2, 10, true), 1);
        replicas.elect(1);
        replicas.ask(1, set("a", "1"));
        FrozenSnapshot first = Objects.requireNonNull(replicas.node(1).frozen);
        replicas.node(1).frozen = null;
        replicas.ask(1, set("b", "2"));
        replicas.ask(1, set("c", "3"));
        Fact.when("apply more while a snapshot is being written; whether another is due")
                .gives(true, replicas.node(1).frozen == null);
        replicas.replica(1).snapshotFailed(first.snapshot());
        replicas.turn(1);
        Fact.when("let it fail; the next snapshot's last entry")
                .gives(
                        "4@1",
                        String.valueOf(Objects.requireNonNull(replicas.node(1).frozen)
                                .snapshot()
                                .last()));
    }

    @Test
    void a_snapshot_can_be_asked_for() {
        Replicas replicas = three();
        replicas.replica(1).requestSnapshot();
        replicas.turn(1);
        Fact.when("ask for a snapshot after the no-op")
                .gives(
                        "1@1",
                        String.valueOf(Objects.requireNonNull(replicas.node(1).frozen)
                                .snapshot()
                                .last()));
        replicas.node(1).writeSnapshot();
        replicas.replica(1).requestSnapshot();
        replicas.turn(1);
        Fact.when("ask again with nothing new").gives(true, replicas.node(1).frozen == null);
        replicas.ask(1, set("k", "v"));
        Fact.when("apply an entry later; whether the old wish counts").gives(true, replicas.node(1).frozen == null);
    }

    @Test
    void a_follower_far_behind_receives_the_leaders_snapshot() {
        Replicas replicas = three();
        List<Long> observed = new ArrayList<>();
        replicas.replica(3).observe((index, entry, hash) -> {
            if (entry == null) {
                observed.add(index);
                Fact.when("hash the state of the snapshot")
                        .gives(replicas.replica(1).stateHash(), hash);
            }
        });
        replicas.isolate(3);
        long client = Objects.requireNonNull((Response.SessionOpened) replicas.ask(1, new Request.OpenSession()))
                .client();
        for (int i = 1; i <= 5; i++) {
            replicas.ask(1, set(WriteId.oneAtATime(client, i), "k" + i, "v"));
        }
        replicas.replica(1).requestSnapshot();
        replicas.turn(1);
        replicas.node(1).writeSnapshot();
        replicas.heal();
        replicas.ticks(1, 30);
        Fact.when("install the snapshot; where it ends").gives(List.of(7L), observed);
        Fact.when("hash the follower's state")
                .gives(replicas.replica(1).stateHash(), replicas.replica(3).stateHash());
        replicas.crash(3);
        Fact.when("restart the follower; its hash")
                .gives(replicas.replica(1).stateHash(), replicas.replica(3).stateHash());
    }

    /** Node 3 has missed entries that node 1, the leader, has in a snapshot alone; it has all pieces, and reads them. */
    private static Replicas reading() {
        Replicas replicas = three();
        replicas.ask(1, set("k", "old"));
        replicas.ticks(1, 2);
        replicas.isolate(3);
        for (int i = 1; i <= 5; i++) {
            replicas.ask(1, set("k", "v" + i));
        }
        snapshot(replicas, 1);
        replicas.node(3).readsAtOnce = false;
        replicas.heal();
        replicas.ticks(1, 30);
        Objects.requireNonNull(replicas.node(3).received, "node 3 was to read a snapshot");
        return replicas;
    }

    private static void snapshot(Replicas replicas, int node) {
        replicas.replica(node).requestSnapshot();
        replicas.turn(node);
        replicas.node(node).writeSnapshot();
    }

    private static @Nullable Response staleAt(Replicas replicas, int node) {
        return replicas.reply(node, replicas.begin(node, new Request.Get(Some.utf8("k"), true)));
    }

    /** Has node 3 read what it has, and lets the leader go on. */
    private static void read(Replicas replicas, int leader) {
        replicas.node(3).readSnapshot();
        replicas.turn(3);
        replicas.ticks(leader, 30);
    }

    @Test
    void a_snapshot_is_installed_once_it_is_read() {
        Replicas replicas = reading();
        Fact.when("read at a node that is reading a snapshot").gives(found("old"), staleAt(replicas, 3));
        Fact.when("its log; the snapshot from which it starts ends at entry")
                .gives(0L, replicas.replica(3).raft().snapshot().last().index());
        RaftStatus.FollowerStatus seen =
                replicas.replica(1).status().followers().getLast();
        Fact.when("what the leader sees of node 3, which answers all the time").gives(true, seen.active());
        Fact.when("what node 3 has, as the leader knows it").gives(RaftStatus.Mode.SNAPSHOT, seen.mode());
        read(replicas, 1);
        Fact.when("read there when it has read it").gives(found("v5"), staleAt(replicas, 3));
        Fact.when("hash its state")
                .gives(replicas.replica(1).stateHash(), replicas.replica(3).stateHash());
    }

    @Test
    void entries_that_follow_a_snapshot_wait_until_it_is_read() {
        Replicas replicas = reading();
        for (int i = 6; i <= 10; i++) {
            Fact.when("write while node 3 reads").gives(done("v" + (i - 1)), replicas.ask(1, set("k", "v" + i)));
        }
        replicas.ticks(1, 30);
        Fact.when("read at node 3 meanwhile").gives(found("old"), staleAt(replicas, 3));
        read(replicas, 1);
        Fact.when("read there afterwards").gives(found("v10"), staleAt(replicas, 3));
    }

    /** To its log, the end of the snapshot has not arrived. Later, the end is that of a former leader's snapshot. */
    @Test
    void a_node_that_reads_a_snapshot_votes_with_its_old_log() {
        Replicas replicas = reading();
        replicas.isolate(1);
        for (int tick = 0; tick < 60; tick++) {
            replicas.ticks(2, 1);
            replicas.ticks(3, 1);
        }
        Fact.when("node 1 is cut off; node 2, which has its entries, leads with the vote of node 3")
                .gives(true, replicas.replica(2).raft().isLeader());
        ReceivedSnapshot ofNode1 = Objects.requireNonNull(replicas.node(3).received);
        read(replicas, 2);
        Fact.when("node 3 has read the snapshot of node 1, and has the entries of node 2; read there")
                .gives(found("v5"), staleAt(replicas, 3));
        Fact.when("whether it still awaits what it has read")
                .gives(false, replicas.replica(3).awaits(ofNode1));
    }

    @Test
    void a_snapshot_that_arrives_anew_while_it_is_read_is_read_anew() {
        Replicas replicas = reading();
        ReceivedSnapshot first = Objects.requireNonNull(replicas.node(3).received);
        replicas.ask(1, set("k", "v6"));
        snapshot(replicas, 1);
        replicas.ticks(1, 100);
        ReceivedSnapshot second = Objects.requireNonNull(replicas.node(3).received);
        Fact.when("the leader has a newer snapshot alone; node 3 reads the one up to entry")
                .gives(
                        first.snapshot().last().index() + 1,
                        second.snapshot().last().index());
        Fact.when("whether it awaits the first")
                .gives(false, replicas.replica(3).awaits(first));
        replicas.replica(3).snapshotRead(first, new KvStateMachine(OPTIONS));
        replicas.turn(3);
        Fact.when("read there when the first was read").gives(found("old"), staleAt(replicas, 3));
        Fact.when("whether it awaits the second")
                .gives(true, replicas.replica(3).awaits(second));
        read(replicas, 1);
        Fact.when("read there when the second was read").gives(found("v6"), staleAt(replicas, 3));
    }

    @Test
    void a_crash_while_a_snapshot_is_read_leaves_what_was_there_before() {
        Replicas replicas = reading();
        replicas.crash(3);
        replicas.node(3).readsAtOnce = true;
        Fact.when("start node 3 again; its log ends at entry")
                .gives(2L, replicas.replica(3).raft().last().index());
        replicas.ticks(1, 60);
        Fact.when("read there when it has the snapshot").gives(found("v5"), staleAt(replicas, 3));
    }

    @Test
    void a_write_that_a_snapshot_covers_may_have_happened() {
        Replicas replicas = three();
        replicas.lost = envelope -> envelope.message() instanceof Message.AppendEntriesResponse;
        long ticket = replicas.begin(1, set("k", "v"));
        replicas.deliverAll();
        replicas.isolate(1);
        replicas.ticks(2, 40);
        replicas.ticks(3, 40);
        int leader = replicas.replica(2).raft().isLeader() ? 2 : 3;
        replicas.ask(leader, set("x", "y"));
        replicas.replica(leader).requestSnapshot();
        replicas.turn(leader);
        replicas.node(leader).writeSnapshot();
        replicas.heal();
        replicas.ticks(leader, 30);
        Fact.when("let a snapshot take the place of the entry")
                .gives(new Response.MayHaveHappened(), replicas.reply(1, ticket));
    }

    @Test
    void a_damaged_snapshot_stops_the_node_and_leaves_its_state() {
        Replicas replicas = three();
        replicas.isolate(3);
        for (int i = 1; i <= 5; i++) {
            replicas.ask(1, set("k" + i, "v"));
        }
        replicas.replica(1).requestSnapshot();
        replicas.turn(1);
        replicas.node(1).writeSnapshot();
        replicas.node(1).content[40] ^= 1;
        long hash = replicas.replica(3).stateHash();
        replicas.heal();
        String got = "no exception";
        try {
            replicas.ticks(1, 30);
        } catch (DamagedSnapshotException e) {
            got = String.valueOf(e.getMessage());
        }
        Fact.when("install a damaged snapshot")
                .holds(got.startsWith("snapshot 6@1 is damaged at byte "), "snapshot 6@1 is damaged at byte …", got);
        Fact.when("hash the state of before").gives(hash, replicas.replica(3).stateHash());
    }

    @Test
    void the_observer_sees_every_entry_with_its_hash() {
        Replicas replicas = new Replicas(RAFT, OPTIONS, 1);
        List<String> seen = new ArrayList<>();
        replicas.replica(1)
                .observe((index, entry, hash) ->
                        seen.add(index + " " + (hash == replicas.replica(1).stateHash())));
        replicas.elect(1);
        replicas.ask(1, set("k", "v"));
        Fact.when("observe a no-op and a write").gives(List.of("1 true", "2 true"), seen);
    }
}

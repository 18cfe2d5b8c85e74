package kvs.raft;

import static kvs.raft.SendRule.Due.ENTRIES;
import static kvs.raft.SendRule.Due.NOTHING;
import static kvs.raft.SendRule.Due.SNAPSHOT;

import java.util.Arrays;
import kvs.protocol.Fact;
import kvs.raft.RaftStatus.Mode;
import kvs.raft.SendRule.Due;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.7")
class SendRuleTest {
    private static final RaftOptions OPTIONS = TestOptions.small(2, 0, 0);
    private static final String LOG = "1@1 2@1 3@2 4@2";

    private static final String ASKS =
            "it is unknown where the logs agree: the message asks that, with entries or without";

    private static final String NO_PREVIOUS =
            "a message names the entry before its first one, and the log no longer has that: only a snapshot helps";

    // The entry before the next one

    @Test
    void a_snapshot_is_due_for_the_entry_before_the_next_one_only() {
        String there = "the message names entry %d, the one before the follower's next one, and the log knows that one."
                + " Whether it has the next one is no question for a snapshot";
        snapshotDue(probe(5), Logs.log(LOG), false, there.formatted(4));
        snapshotDue(replicate(4), Logs.log(LOG), false, there.formatted(4));
        snapshotDue(probe(1), Logs.log(""), false, there.formatted(0));
        snapshotDue(probe(5), Logs.log("4@2", ""), false, there.formatted(4));
        String gone =
                "the message would name entry 3, the one before the follower's next one, and the log no longer has"
                        + " that: only a snapshot helps";
        snapshotDue(probe(4), Logs.log("4@2", "5@2"), true, gone);
        snapshotDue(replicate(3), Logs.log("4@2", "5@2"), true, gone);
    }

    // PROBE

    @Test
    void a_follower_of_unknown_position_is_asked() {
        due(probe(3), Logs.log(LOG), ENTRIES, ASKS);
        due(probe(1), Logs.log(LOG), ENTRIES, ASKS + ". Entry 1 follows 0@0, which every log has");
        due(probe(1), Logs.log(""), ENTRIES, ASKS);
    }

    @Test
    void a_follower_of_unknown_position_is_asked_also_if_there_is_nothing_to_send() {
        due(probe(5), Logs.log(LOG), ENTRIES, ASKS + ". An idle follower would never be asked");
        due(probe(5), Logs.log("4@2", ""), ENTRIES, ASKS + ". The end of the snapshot is the previous entry");
    }

    @Test
    void one_question_is_under_way_at_a_time() {
        Progress follower = probe(5);
        follower.sent(4, 0);
        due(follower, Logs.log(LOG), NOTHING, "a question is under way: flow control holds the next one back");
        follower = probe(3);
        follower.sent(4, 40);
        due(follower, Logs.log(LOG), NOTHING, "a question is under way: flow control holds the next one back");
        for (int i = 0; i < OPTIONS.electionTicks(); i++) {
            follower.tick(OPTIONS.electionTicks());
        }
        due(follower, Logs.log(LOG), ENTRIES, "the question went unanswered for long, and may be asked again");
    }

    @Test
    void a_follower_before_the_logs_beginning_needs_a_snapshot() {
        due(probe(1), Logs.log("4@2", "5@2"), SNAPSHOT, NO_PREVIOUS);
        due(probe(4), Logs.log("4@2", "5@2"), SNAPSHOT, NO_PREVIOUS + ". Entry 3 is gone");
        due(probe(1), Logs.log("4@2", ""), SNAPSHOT, NO_PREVIOUS + ", with entries after it or without");
        due(probe(2), Logs.log("4@2", ""), SNAPSHOT, NO_PREVIOUS + ", with entries after it or without");
    }

    @Test
    void the_entry_before_is_enough() {
        String usually =
                "the log knows the last entry of its snapshot by name, and has all after it: no snapshot is needed";
        due(probe(5), Logs.log("4@2", "5@2 6@2"), ENTRIES, usually);
        due(replicate(4), Logs.log("4@2", "5@2 6@2"), ENTRIES, usually);
    }

    @Test
    void entries_before_the_snapshots_end_are_sent_as_long_as_the_log_has_them() {
        RaftLog log = Logs.log(LOG);
        log.commitTo(4);
        log.takeCommitted(1_000);
        log.compact(new Snapshot(Logs.id("4@2"), Configuration.ofVoters(1, 2, 3)), 2);
        String usually = "two entries before the snapshot's end were kept for followers that are a little behind";
        due(probe(3), log, ENTRIES, usually + ": 2@1 is known by name, and 3@2 4@2 are there");
        due(replicate(3), log, ENTRIES, usually);
        due(probe(2), log, SNAPSHOT, usually + ". Entry 1 is gone");
        due(replicate(4), log, NOTHING, "there is nothing to send");
    }

    @Test
    void a_follower_before_the_logs_beginning_needs_a_snapshot_although_a_question_is_under_way() {
        Progress follower = probe(2);
        follower.sent(4, 40);
        due(follower, Logs.log("4@2", "5@2"), SNAPSHOT, NO_PREVIOUS + ". Flow control is about entries");
        due(follower, Logs.log("4@2", ""), SNAPSHOT, NO_PREVIOUS + ". Flow control is about entries");
    }

    // REPLICATE

    @Test
    void entries_go_to_a_follower_that_lacks_some() {
        due(replicate(2), Logs.log(LOG), ENTRIES, "entries 3 and 4 are not sent yet");
        due(replicate(3), Logs.log(LOG), ENTRIES, "entry 4, the log's last, is not sent yet");
        due(replicate(0), Logs.log(LOG), ENTRIES, "a follower without any entry: the first follows 0@0");
    }

    @Test
    void nothing_goes_to_a_follower_that_has_everything() {
        String usually =
                "there is nothing to send, and it is known where the logs agree: heartbeats are sent elsewhere";
        due(replicate(4), Logs.log(LOG), NOTHING, usually);
        due(replicate(4), Logs.log("4@2", ""), NOTHING, usually + ". A purged log is no reason for a snapshot");
        Progress follower = replicate(2);
        follower.sent(4, 40);
        due(follower, Logs.log(LOG), NOTHING, "entries 3 and 4 are under way: they are sent once");
    }

    @Test
    void entries_go_ahead_of_the_answers_up_to_a_limit() {
        Progress follower = replicate(0);
        follower.sent(1, 20);
        due(follower, Logs.log(LOG), ENTRIES, "one message is under way, and two may be");
        follower.sent(2, 20);
        due(follower, Logs.log(LOG), NOTHING, "two messages are under way: flow control holds entry 3 back");
        follower.matched(1);
        due(follower, Logs.log(LOG), ENTRIES, "one message was answered, so there is room for one");
        follower = replicate(0);
        follower.sent(1, OPTIONS.maxInflightBytes());
        due(follower, Logs.log(LOG), NOTHING, "the bytes under way are at their limit");
    }

    @Test
    void a_follower_whose_entries_are_gone_needs_a_snapshot_although_messages_are_under_way() {
        Progress follower = replicate(0);
        follower.sent(1, 20);
        follower.sent(2, 20);
        due(follower, Logs.log("4@2", "5@2"), SNAPSHOT, NO_PREVIOUS + ". No answer to the messages changes that");
        due(replicate(2), Logs.log("4@2", "5@2"), SNAPSHOT, NO_PREVIOUS);
        due(replicate(3), Logs.log("4@2", ""), SNAPSHOT, "entry 4 is gone, and entry 3: " + NO_PREVIOUS);
    }

    // SNAPSHOT

    @Test
    void a_snapshot_is_sent_to_its_end() {
        String usually = "the follower is being sent a snapshot: its pieces have a flow control of their own";
        Progress follower = probe(1);
        follower.startSnapshot(new Snapshot(Logs.id("4@2"), Configuration.ofVoters(1, 2, 3)));
        due(follower, Logs.log("4@2", "5@2"), SNAPSHOT, usually);
        follower.sent(0, 0);
        due(follower, Logs.log("4@2", "5@2"), SNAPSHOT, usually);
        due(follower, Logs.log(LOG), SNAPSHOT, usually + ". Whether the log has entries for it does not matter");
        follower.installed(4);
        due(follower, Logs.log("4@2", "5@2"), ENTRIES, "the snapshot is installed: it is followed by entry 5");
    }

    // Through Raft

    @Test
    void a_log_purged_to_its_end_serves_an_idle_follower_of_unknown_position() {
        for (long end : new long[] {0, 2, 4}) {
            Cluster cluster = new Cluster(OPTIONS);
            cluster.promptPieces = true;
            long[] own = new long[(int) end];
            Arrays.fill(own, 1);
            cluster.add(1, OneNode.disk(1, HardState.NO_VOTE, 1, 1, 1));
            cluster.add(2, OneNode.disk(1, HardState.NO_VOTE, 1, 1, 1));
            cluster.add(3, OneNode.disk(1, HardState.NO_VOTE, own));
            cluster.lost = envelope -> envelope.to() == 3;
            cluster.elect(1);
            cluster.takeSnapshot(1);
            Fact.when("the first index of leader 1, whose log was purged to its end, 4@2")
                    .gives(5, cluster.raft(1).status().first());
            cluster.lost = envelope -> false;
            for (int i = 0; i < 3 * OPTIONS.electionTicks(); i++) {
                cluster.ticks(1, 1);
                cluster.deliverAll();
            }
            Fact.when("the last entry of node 3, which had " + end + " entries, after thirty ticks without a proposal")
                    .usually("the leader has no entry to send, and does not ask where the follower is")
                    .gives(Logs.id("4@2"), cluster.raft(3).last());
        }
    }

    @Test
    void a_follower_that_has_everything_gets_no_snapshot_from_a_purged_log() {
        Cluster cluster = new Cluster(OPTIONS, 1, 2, 3);
        cluster.promptPieces = true;
        cluster.elect(1);
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        cluster.takeSnapshot(1);
        int[] pieces = {0};
        cluster.lost = envelope -> {
            pieces[0] += envelope.message() instanceof Message.InstallSnapshot ? 1 : 0;
            return false;
        };
        for (int i = 0; i < OPTIONS.electionTicks(); i++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        Fact.when("pieces of snapshots that a leader with a purged log sent to followers that have everything")
                .usually("a log without entries is no reason: the snapshot's last entry is known by name")
                .gives(0, pieces[0]);
    }

    /** Returns a follower of which it is unknown where the logs agree, and that gets entry {@code next} next. */
    private static Progress probe(long next) {
        return new Progress(2, next);
    }

    /** Returns a follower whose log agrees up to {@code match}, with nothing under way. */
    private static Progress replicate(long match) {
        Progress follower = new Progress(2, match + 1);
        follower.matched(match);
        return follower;
    }

    private static void snapshotDue(Progress follower, RaftLog log, boolean expected, String usually) {
        Fact.when(shown(follower, log) + ": is it SNAPSHOT?")
                .usually(usually)
                .gives(expected, SendRule.due(follower, log, OPTIONS) == SNAPSHOT);
    }

    private static void due(Progress follower, RaftLog log, Due expected, String usually) {
        Fact.when(shown(follower, log)).usually(usually).gives(expected, SendRule.due(follower, log, OPTIONS));
    }

    /** Returns the call of {@link SendRule#due} as a failure shows it. */
    private static String shown(Progress follower, RaftLog log) {
        String entries = Logs.show(log);
        String has = (entries.isEmpty() ? "no entries" : entries)
                + (log.snapshot().last().index() > 0
                        ? " after a snapshot up to " + log.snapshot().last()
                        : "");
        boolean held = follower.mode() != Mode.SNAPSHOT && !follower.maySend(OPTIONS);
        return "due(a follower in " + follower.mode() + " whose next entry is " + follower.next()
                + (held ? ", and flow control holds messages back" : "") + ") with a log of " + has;
    }
}

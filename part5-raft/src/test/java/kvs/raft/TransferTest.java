package kvs.raft;

import kvs.protocol.Fact;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.Proposal.Reason;
import kvs.raft.Proposal.Rejected;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The leader's log ends with entry 7, unless a fact says otherwise. */
@Tag("5.10")
class TransferTest {
    private static final String SENT =
            "entries that were sent may be lost, or in memory only: the target has to acknowledge them first";

    private static final String ONCE = "the target was asked already: a second request would start a second election";

    private static final String ANEW = "nothing of an earlier transfer is left when another one begins";

    private final Transfer transfer = new Transfer();

    @Test
    void there_is_no_transfer_before_one_begins() {
        target("at first", Transfer.NONE, "");
        asks("without a transfer", upTo(7, 8), 7, false, "there is no transfer, so there is no node to ask");
        transfer.tick();
        target("after a tick", Transfer.NONE, "");
        transfer.begin(2, 10);
        target("after begin(2, 10)", 2, "");
    }

    @Test
    void ends_after_its_ticks() {
        transfer.begin(2, 10);
        ticks(9);
        target("after begin(2, 10) and 9 ticks", 2, "a transfer ends with its tenth tick here, and not before");
        ticks(1);
        target("after begin(2, 10) and 10 ticks", Transfer.NONE, "a dead target keeps the cluster from writing");
    }

    @Test
    void is_over_long_after_its_ticks() {
        transfer.begin(2, 10);
        ticks(50);
        target("after begin(2, 10) and 50 ticks", Transfer.NONE, "a dead target keeps the cluster from writing");
    }

    @Test
    void may_take_a_single_tick() {
        transfer.begin(2, 1);
        target("after begin(2, 1)", 2, "");
        ticks(1);
        target("after begin(2, 1) and a tick", Transfer.NONE, "");
    }

    @Test
    void asks_a_target_that_has_the_whole_log() {
        transfer.begin(2, 10);
        asks(
                "after begin(2, 10), with match 7 of 7",
                upTo(7, 8),
                7,
                true,
                "the target has the leader's log to its end, and was not asked yet");
    }

    @Test
    void goes_on_when_the_target_was_asked() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        target("when the target was asked", 2, "a transfer ends with its ticks or a new leader, not with the request");
        ticks(1);
        target("a tick later", 2, "a transfer ends with its ticks or a new leader, not with the request");
    }

    @Test
    void ends_although_the_target_was_asked() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        ticks(9);
        target("after 9 ticks", 2, "tick alone counts, and the tenth call ends the transfer");
        ticks(1);
        target("after 10 ticks", Transfer.NONE, "the target, or the request, may be lost after it was asked");
    }

    @Test
    void does_not_ask_a_target_that_lacks_entries() {
        transfer.begin(2, 10);
        asks("with match 3 of 7", upTo(3, 4), 7, false, "a node that lacks entries loses the election");
        asks("with match 6 of 7", upTo(6, 7), 7, false, "a node that lacks entries loses the election");
    }

    @Test
    void does_not_ask_a_target_that_was_sent_all_entries_and_has_not_acknowledged_them() {
        transfer.begin(2, 10);
        asks("with match 6 of 7, and next 8", upTo(6, 8), 7, false, SENT);
        asks("with match 0 of 7, and next 8", upTo(0, 8), 7, false, SENT);
    }

    @Test
    void asks_a_target_that_was_not_ready_at_first() {
        transfer.begin(2, 10);
        asks("with match 6 of 7", upTo(6, 7), 7, false, "");
        ticks(3);
        asks(
                "with match 7 of 7, three ticks after it said false with match 6 of 7",
                upTo(7, 8),
                7,
                true,
                "a call that says false has asked no node: the target is still to be asked");
    }

    @Test
    void asks_until_the_last_tick() {
        transfer.begin(2, 3);
        ticks(2);
        asks("after begin(2, 3) and 2 ticks", upTo(7, 8), 7, true, "the transfer goes on until its third tick");
    }

    @Test
    void asks_once_even_if_the_log_grows() {
        transfer.begin(2, 10);
        asks("with match 7 of 7", upTo(7, 8), 7, true, "");
        asks("then with match 7 of 8", upTo(7, 9), 8, false, ONCE);
        asks("then with match 8 of 8", upTo(8, 9), 8, false, ONCE);
    }

    @Test
    void asks_once() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        asks("again", upTo(7, 8), 7, false, ONCE);
        ticks(3);
        asks("three ticks later", upTo(7, 8), 7, false, ONCE);
        target("all the while", 2, "the transfer goes on until a new leader shows up, or its ticks are over");
    }

    @Test
    void does_not_ask_after_the_end() {
        transfer.begin(2, 2);
        ticks(2);
        asks("after begin(2, 2) and 2 ticks", upTo(7, 8), 7, false, "the transfer is over, and the leader goes on");
        transfer.begin(2, 10);
        transfer.end();
        asks("after begin(2, 10) and end()", upTo(7, 8), 7, false, "the transfer is over, and the leader goes on");
    }

    @Test
    void asks_the_target_of_another_transfer() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        ticks(10);
        transfer.begin(3, 10);
        target("after begin(3, 10)", 3, "");
        asks("after begin(3, 10)", upTo(7, 8), 7, true, ANEW);
        asks("again", upTo(7, 8), 7, false, ONCE);
    }

    @Test
    void takes_the_place_of_a_transfer_that_has_not_ended() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        ticks(4);
        transfer.begin(3, 10);
        target("after begin(2, 10), 4 ticks and begin(3, 10)", 3, ANEW);
        asks("after begin(3, 10)", upTo(7, 8), 7, true, ANEW);
        ticks(9);
        target("9 ticks after begin(3, 10)", 3, ANEW);
        ticks(1);
        target("10 ticks after begin(3, 10)", Transfer.NONE, ANEW);
    }

    @Test
    void takes_the_place_of_a_transfer_to_the_same_target() {
        transfer.begin(2, 10);
        asks("after begin(2, 10)", upTo(7, 8), 7, true, "");
        ticks(4);
        transfer.begin(2, 10);
        asks("after begin(2, 10), a request, 4 ticks and begin(2, 10)", upTo(7, 8), 7, true, ANEW);
        ticks(9);
        target("9 ticks after begin(2, 10) for the second time", 2, ANEW);
        ticks(1);
        target("10 ticks after begin(2, 10) for the second time", Transfer.NONE, ANEW);
    }

    @Test
    void takes_the_place_of_a_transfer_that_would_last_longer() {
        transfer.begin(2, 10);
        transfer.begin(3, 2);
        ticks(1);
        target("after begin(2, 10), begin(3, 2) and a tick", 3, ANEW);
        ticks(1);
        target("after begin(2, 10), begin(3, 2) and 2 ticks", Transfer.NONE, ANEW);
    }

    @Test
    void counts_the_ticks_of_each_transfer_anew() {
        transfer.begin(2, 10);
        ticks(4);
        transfer.end();
        transfer.begin(3, 10);
        ticks(9);
        target("after 4 ticks of an earlier transfer, begin(3, 10) and 9 ticks", 3, ANEW);
        ticks(1);
        target("after another tick", Transfer.NONE, ANEW);
    }

    @Test
    void does_not_count_ticks_without_a_transfer() {
        ticks(50);
        target("after 50 ticks without a transfer", Transfer.NONE, "");
        transfer.begin(2, 3);
        ticks(2);
        target("after begin(2, 3) and 2 ticks", 2, ANEW);
        ticks(1);
        target("after another tick", Transfer.NONE, "");
        ticks(50);
        target("after 50 more ticks", Transfer.NONE, "");
    }

    @Test
    void the_target_becomes_the_leader() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.raft(1).transfer(2);
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("isLeader() of node 2 after transfer(2) at leader 1")
                .gives(true, cluster.raft(2).isLeader());
        Fact.when("isLeader() of node 1").gives(false, cluster.raft(1).isLeader());
        Fact.when("the term").gives(2, cluster.raft(2).term());
    }

    @Test
    void a_leader_goes_on_when_the_target_is_dead() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.from() == 2 || envelope.to() == 2;
        cluster.raft(1).transfer(2);
        Fact.when("propose() at leader 1 during transfer(2)")
                .gives(new Rejected(Reason.TRANSFER), cluster.raft(1).propose(new byte[1]));
        for (int tick = 0; tick < RaftOptions.DEFAULT.electionTicks(); tick++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        Fact.when("propose() at leader 1, an election time-out after transfer(2) to a dead node")
                .usually("the transfer has no end: the cluster has a leader, and takes no writes")
                .gives(new Proposal.Accepted(new EntryId(2, 1)), cluster.raft(1).propose(new byte[1]));
    }

    @Test
    void a_target_that_is_behind_is_brought_up_to_date_first() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 2;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        cluster.raft(1).transfer(2);
        cluster.turn(1);
        Fact.when("requests to node 2, which lacks 2@1, to start an election").gives(0, requests(cluster));
        cluster.lost = envelope -> false;
        for (int tick = 0; tick < 5; tick++) {
            cluster.ticks(1, 1);
            cluster.deliverAll();
        }
        Fact.when("isLeader() of node 2 when it is no longer behind")
                .gives(true, cluster.raft(2).isLeader());
        Fact.when("term of its entry 2").gives(1, cluster.raft(2).termAt(2));
    }

    @Test
    void a_target_campaigns_only_when_its_log_is_durable() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.promptDisks = false;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.completeAll(1);
        cluster.deliverAll();
        cluster.raft(1).transfer(2);
        cluster.turn(1);
        Fact.when("requests to node 2, which has 2@1 in memory and not on its disk, to start an election")
                .usually(SENT)
                .gives(0, requests(cluster));
        cluster.promptDisks = true;
        cluster.completeAll(2);
        cluster.completeAll(3);
        cluster.deliverAll();
        Fact.when("isLeader() of node 2 after its force")
                .gives(true, cluster.raft(2).isLeader());
    }

    @Test
    void a_leader_asks_its_target_once() {
        Cluster cluster = new Cluster(RaftOptions.DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.raft(1).transfer(2);
        for (int turn = 0; turn < 5; turn++) {
            cluster.turn(1);
        }
        Fact.when("requests to node 2 to start an election, after five turns of leader 1")
                .usually(ONCE)
                .gives(1, requests(cluster));
    }

    private static long requests(Cluster cluster) {
        return cluster.network.stream()
                .filter(envelope -> envelope.message() instanceof TimeoutNow)
                .count();
    }

    /** Returns a target whose log agrees with the leader's up to {@code match}, and that is next sent {@code next}. */
    private static Progress upTo(long match, long next) {
        Progress progress = new Progress(2, match + 1);
        progress.matched(match);
        progress.sent(next - 1, 0);
        return progress;
    }

    private void ticks(int count) {
        for (int i = 0; i < count; i++) {
            transfer.tick();
        }
    }

    private void target(String when, int expected, String usually) {
        Fact.when("target() " + when).usually(usually).gives(expected, transfer.target());
        Fact.when("isActive() " + when).usually(usually).gives(expected != Transfer.NONE, transfer.isActive());
    }

    private void asks(String when, Progress progress, long last, boolean expected, String usually) {
        Fact.when("isTimeToAsk() " + when).usually(usually).gives(expected, transfer.isTimeToAsk(progress, last));
    }
}

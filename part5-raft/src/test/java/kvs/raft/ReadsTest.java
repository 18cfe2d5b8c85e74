package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Effects.ReadOutcome;
import kvs.raft.Effects.ReadOutcome.Ready;
import kvs.raft.Message.AppendEntries;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A leader of term 4 whose commit index is 10, unless a fact says otherwise. */
@Tag("5.5")
class ReadsTest {
    private static final String LATER =
            "an answer shows who led when its round was started: it says nothing of a read that arrived after that";

    private final Reads reads = new Reads();

    @Test
    void starts_a_round_for_the_reads_that_arrived() {
        add(1, 2);
        starts(true, "");
        Fact.when("round() of the first round").gives(1, reads.round());
        isReady(
                "startRound(10, 4, 4) with reads 1 and 2, then ready(1)",
                1,
                List.of(new Ready(1, 10), new Ready(2, 10)),
                "if both are missing, ready does not serve round 1, or startRound has emptied the list that it put there");
    }

    @Test
    void starts_no_round_without_reads() {
        starts(false, "a round costs a message to each follower");
        Fact.when("round() without a read").gives(0, reads.round());
    }

    @Test
    void starts_one_round_for_a_read() {
        add(1);
        starts(true, "");
        starts(false, "the read has its round already");
        Fact.when("round() after startRound() twice with one read").gives(1, reads.round());
        isReady("ready(1)", 1, List.of(new Ready(1, 10)), "");
    }

    @Test
    void answers_no_read_before_its_round_was_answered() {
        add(1);
        starts(true, "");
        isReady("ready(0)", 0, List.of(), "no majority has answered round 1: another leader may have written since");
        isReady("ready(1)", 1, List.of(new Ready(1, 10)), "");
    }

    @Test
    void gives_each_round_a_number_of_its_own() {
        add(1);
        starts(true, "");
        add(2);
        starts(true, "round 1 is open, and read 2 arrived after it was started: it needs another round");
        Fact.when("round() of the second round, with the first one still open")
                .usually(LATER)
                .gives(2, reads.round());
        isReady(
                "ready(1), with rounds 1 and 2 open",
                1,
                List.of(new Ready(1, 10)),
                "round 1 was answered: that serves read 1, and not read 2, which arrived after it was started");
        isReady("ready(2)", 2, List.of(new Ready(2, 10)), "");
    }

    @Test
    void numbers_go_on_when_no_round_is_open() {
        add(1);
        starts(true, "");
        isReady("ready(1)", 1, List.of(new Ready(1, 10)), "");
        Fact.when("round() after ready(1)")
                .usually("no number is used twice: late answers to round 1 would count for another round 1")
                .gives(1, reads.round());
        add(2);
        starts(true, "");
        Fact.when("round() of the next round")
                .usually("no number is used twice: late answers to round 1 would count for another round 1")
                .gives(2, reads.round());
    }

    @Test
    void numbers_go_on_after_an_empty_round() {
        add(1);
        starts(true, "");
        reads.startEmptyRound();
        add(2);
        starts(true, "");
        Fact.when("startRound, startEmptyRound, startRound: round()")
                .usually("a round without reads has a number as well: the next one is one more than the latest")
                .gives(3, reads.round());
    }

    @Test
    void answers_no_round_that_was_not_answered() {
        add(1);
        starts(true, "");
        add(2);
        starts(true, "");
        add(3);
        starts(true, "");
        isReady("ready(0) with rounds 1, 2 and 3 open", 0, List.of(), "no majority has answered a round");
    }

    @Test
    void does_not_answer_a_read_by_a_round_that_was_started_before_it_arrived() {
        add(1);
        starts(true, "");
        add(2);
        isReady("ready(1), with read 2 added after round 1 was started", 1, List.of(new Ready(1, 10)), LATER);
        starts(true, "read 2 has no round yet");
        isReady("ready(2)", 2, List.of(new Ready(2, 10)), "");
    }

    @Test
    void does_not_answer_a_read_by_an_empty_round() {
        reads.startEmptyRound();
        add(1);
        starts(true, "");
        isReady("ready(1), round 1 being one without reads", 1, List.of(), LATER);
        isReady("ready(2)", 2, List.of(new Ready(1, 10)), "");
    }

    @Test
    void answers_earlier_rounds_together_with_a_later_one() {
        add(1);
        starts(true, "");
        add(2);
        starts(true, "");
        add(3);
        starts(true, "");
        isReady(
                "ready(2)",
                2,
                List.of(new Ready(1, 10), new Ready(2, 10)),
                "if this was the leader when round 2 was started, it was when round 1 was");
        isReady("ready(3)", 3, List.of(new Ready(3, 10)), "");
    }

    @Test
    void answers_all_rounds_up_to_one_without_reads() {
        add(1);
        starts(true, "");
        reads.startEmptyRound();
        isReady("ready(2), round 2 being one without reads", 2, List.of(new Ready(1, 10)), "round 2 is after round 1");
    }

    @Test
    void goes_by_the_numbers_of_rounds_and_not_by_how_many_are_open() {
        add(1);
        starts(true, "");
        reads.startEmptyRound();
        add(2);
        starts(true, "");
        add(3);
        starts(true, "");
        isReady(
                "ready(3), with rounds 1, 3 and 4 open",
                3,
                List.of(new Ready(1, 10), new Ready(2, 10)),
                "round 2 had no reads: read 2 belongs to round 3, read 3 to round 4");
    }

    @Test
    void answers_each_read_at_the_commit_index_of_its_round() {
        add(1);
        Fact.when("startRound(10, 4, 4)").gives(true, reads.startRound(10, 4, 4));
        add(2);
        Fact.when("startRound(12, 4, 4)").gives(true, reads.startRound(12, 4, 4));
        isReady("ready(2)", 2, List.of(new Ready(1, 10), new Ready(2, 12)), "");
    }

    @Test
    void answers_in_the_order_of_arrival() {
        add(7, 3, 9);
        starts(true, "");
        add(1, 8);
        starts(true, "");
        isReady(
                "ready(2)",
                2,
                List.of(new Ready(7, 10), new Ready(3, 10), new Ready(9, 10), new Ready(1, 10), new Ready(8, 10)),
                "");
    }

    @Test
    void answers_each_read_once() {
        add(1);
        starts(true, "");
        isReady("ready(1)", 1, List.of(new Ready(1, 10)), "");
        isReady("ready(1) again", 1, List.of(), "the read was answered, and is forgotten");
        isReady("ready(5)", 5, List.of(), "the read was answered, and is forgotten");
    }

    @Test
    void starts_no_round_before_an_entry_of_its_own_term_is_committed() {
        add(1);
        Fact.when("startRound(10, 3, 4): the entry at the commit index is of term 3, the leader of term 4")
                .usually("entries of earlier leaders may be committed without this one knowing it")
                .gives(false, reads.startRound(10, 3, 4));
        Fact.when("round() after it").gives(0, reads.round());
        isReady("ready(0)", 0, List.of(), "");
        Fact.when("startRound(12, 4, 4): an entry of term 4 is committed")
                .usually("the read waits until then, and is not dropped")
                .gives(true, reads.startRound(12, 4, 4));
        isReady("ready(1)", 1, List.of(new Ready(1, 12)), "");
    }

    @Test
    void starts_no_round_before_that_even_if_an_empty_one_was_started() {
        reads.startEmptyRound();
        add(1);
        Fact.when("startEmptyRound(), then startRound(10, 3, 4)")
                .usually("what counts is the term of the entry at the commit index, in each call")
                .gives(false, reads.startRound(10, 3, 4));
        Fact.when("round() after it").gives(1, reads.round());
    }

    @Test
    void keeps_the_reads_that_wait_for_the_first_entry_of_the_term_in_order() {
        add(1);
        reads.startRound(10, 3, 4);
        add(2);
        reads.startRound(10, 3, 4);
        add(3);
        starts(true, "");
        isReady("ready(1)", 1, List.of(new Ready(1, 10), new Ready(2, 10), new Ready(3, 10)), "");
    }

    @Test
    void counts_the_reads_that_wait() {
        add(1, 2);
        starts(true, "");
        add(3);
        starts(true, "");
        add(4);
        waits("with two rounds open and a read without one", 4);
        isReady("ready(1)", 1, List.of(new Ready(1, 10), new Ready(2, 10)), "");
        waits("after two of four were answered", 2);
        isReady("ready(2)", 2, List.of(new Ready(3, 10)), "");
        waits("after three of four were answered", 1);
    }

    @Test
    void counts_the_reads_of_several_rounds_off_once() {
        add(1);
        starts(true, "");
        add(2, 3);
        starts(true, "");
        isReady("ready(2)", 2, List.of(new Ready(1, 10), new Ready(2, 10), new Ready(3, 10)), "");
        waits("after all three reads, of two rounds, were answered by one call", 0);
    }

    @Test
    void loses_all_reads_that_wait() {
        add(1);
        starts(true, "");
        add(2);
        starts(true, "");
        add(3);
        Fact.when("lose() with two rounds open and a read without one")
                .gives(
                        List.of(new ReadOutcome.Lost(1), new ReadOutcome.Lost(2), new ReadOutcome.Lost(3)),
                        reads.lose());
        isReady("ready(2) after lose()", 2, List.of(), "");
    }

    @Test
    void takes_reads_up_to_a_limit() {
        mayWait(false, 2, true, "");
        add(1);
        mayWait(false, 2, true, "one read waits, and two may");
        add(2);
        mayWait(false, 2, false, "two reads wait, and no more than two may");
        mayWait(false, 3, true, "");
        starts(true, "");
        mayWait(false, 2, false, "reads whose round was started still wait");
        isReady("ready(1)", 1, List.of(new Ready(1, 10), new Ready(2, 10)), "");
        mayWait(false, 2, true, "the reads were answered");
    }

    @Test
    void takes_no_reads_above_the_limit() {
        add(1, 2, 3);
        mayWait(false, 2, false, "more reads wait than may");
        mayWait(false, 1, false, "more reads wait than may");
    }

    @Test
    void takes_no_reads_during_a_transfer() {
        mayWait(true, 100, false, "the leadership is being transferred: the target may lead already");
    }

    @Test
    void a_leader_answers_after_a_round() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.raft(1).read(9);
        cluster.turn(1);
        outcomes("read 9 at leader 1, before any answer", cluster, 1, List.of(), "");
        cluster.deliverAll();
        outcomes("read 9 at leader 1, after the answers", cluster, 1, List.of(new Ready(9, 1)), "");
    }

    @Test
    void many_reads_of_a_turn_share_a_round() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        for (int read = 1; read <= 100; read++) {
            cluster.raft(1).read(read);
        }
        cluster.turn(1);
        Fact.when("messages for 100 reads of one turn").gives(2, cluster.network.size());
        cluster.deliverAll();
        Fact.when("reads answered").gives(100, cluster.peer(1).reads.size());
    }

    @Test
    void a_deposed_leader_answers_no_read() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.from() == 1 || envelope.to() == 1;
        cluster.elect(2);
        cluster.propose(2, "a");
        cluster.turn(2);
        cluster.deliverAll();
        cluster.raft(1).read(9);
        cluster.turn(1);
        cluster.deliverAll();
        outcomes(
                "read 9 at node 1, which is cut off, and does not know that 2 leads and has committed entry 3",
                cluster,
                1,
                List.of(),
                "the read was answered before a majority said that 1 still leads");
        cluster.lost = envelope -> false;
        cluster.ticks(1, 2);
        cluster.deliverAll();
        outcomes("read 9 once node 1 has heard of term 2", cluster, 1, List.of(new ReadOutcome.Lost(9)), "");
    }

    @Test
    void a_new_leader_answers_no_read_before_it_has_committed_an_entry() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 3;
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("the commit index of leader 1, with 2@1 on nodes 1 and 2")
                .gives(2, cluster.raft(1).commit());
        Fact.when("the commit index that node 2 knows of")
                .gives(1, cluster.raft(2).commit());

        // Node 2 wins term 2. Its first messages to node 3 are lost.
        cluster.lost =
                envelope -> envelope.from() == 1 || envelope.to() == 1 || envelope.message() instanceof AppendEntries;
        cluster.elect(2);
        cluster.lost = envelope -> envelope.from() == 1 || envelope.to() == 1;
        cluster.raft(2).read(9);
        cluster.turn(2);
        cluster.deliverAll();
        cluster.ticks(2, 2);
        cluster.deliverAll();
        outcomes(
                "read 9 at node 2, which leads term 2 and has entry 2@1, committed, but not known to be",
                cluster,
                2,
                List.of(new Ready(9, 3)),
                "the read was answered before an entry of term 2 was committed: it does not see 2@1");
    }

    @Test
    void late_answers_to_an_earlier_round_answer_no_later_read() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.raft(1).read(1);
        cluster.turn(1);
        for (Envelope envelope : List.copyOf(cluster.network)) {
            cluster.deliver(envelope);
        }
        List<Envelope> answers = new ArrayList<>(cluster.network);
        answers.removeIf(envelope -> envelope.to() != 1);
        cluster.network.clear();

        // While the answers are on their way, 2 leads and commits.
        cluster.lost = envelope -> envelope.from() == 1 || envelope.to() == 1;
        cluster.elect(2);
        cluster.propose(2, "a");
        cluster.turn(2);
        cluster.deliverAll();
        cluster.raft(1).read(2);
        cluster.turn(1);
        cluster.deliverAll();
        cluster.lost = envelope -> false;
        answers.forEach(cluster::deliver);
        outcomes(
                "read 1 at leader 1; then 2 leads and commits entry 3; then read 2 at 1, and only now the answers to the"
                        + " round of read 1",
                cluster,
                1,
                List.of(new Ready(1, 1)),
                LATER);
    }

    @Test
    void a_leader_takes_no_read_during_a_transfer() {
        Cluster cluster = new Cluster(TestOptions.PLAIN, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 2;
        cluster.raft(1).transfer(2);
        Fact.when("read(9) at leader 1 after transfer(2)")
                .usually("the target may lead already, and rounds for reads would keep the others from an election")
                .gives(false, cluster.raft(1).read(9));
        cluster.ticks(1, RaftOptions.DEFAULT.electionTicks());
        Fact.when("read(9) at leader 1 after the transfer has ended without success")
                .gives(true, cluster.raft(1).read(9));
    }

    private void add(long... ids) {
        for (long id : ids) {
            reads.add(id);
        }
    }

    private void starts(boolean expected, String usually) {
        Fact.when("startRound(10, 4, 4)").usually(usually).gives(expected, reads.startRound(10, 4, 4));
    }

    private void isReady(String did, long answered, List<ReadOutcome> expected, String usually) {
        Fact.when(did).usually(usually).gives(expected, reads.ready(answered));
    }

    private void waits(String when, int expected) {
        Fact.when("waiting() " + when)
                .usually("each read that ready returns is counted off once; all others still wait")
                .gives(expected, reads.waiting());
    }

    private void mayWait(boolean transferring, int max, boolean expected, String usually) {
        Fact.when("mayWait(" + transferring + ", " + max + ") with " + reads.waiting() + " reads waiting")
                .usually(usually)
                .gives(expected, reads.mayWait(transferring, max));
    }

    private static void outcomes(String did, Cluster cluster, int id, List<ReadOutcome> expected, String usually) {
        Fact.when(did).usually(usually).gives(expected, cluster.peer(id).reads);
    }
}

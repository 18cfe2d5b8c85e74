package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.OneNode.success;
import static kvs.raft.RaftOptions.DEFAULT;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** When a leader steps down for want of a majority, and when it must not. */
class StepDownTest {
    private static final int ELECTION_TICKS = DEFAULT.electionTicks();

    /** After how many ticks a leader steps down that was last heard from at the beginning of its term. */
    private static final int TO_STEP_DOWN = ELECTION_TICKS + ELECTION_TICKS / 2;

    @Test
    void a_leader_that_steps_down_asks_the_voter_with_the_longest_log_to_campaign() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.propose("a");
        node.tell(2, success(3, 1));
        node.tell(3, success(3, 2));
        List<Message> sent = node.ticks(2 * ELECTION_TICKS);
        Fact.when("let a leader hear nothing for two election time-outs").gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at what it sent, where node 3 has acknowledged more than node 2")
                .usually("followers that hear the leader, and are not heard, wait for it for a time-out more")
                .gives(List.of(new TimeoutNow(3)), all(TimeoutNow.class, sent));
    }

    @Test
    void it_asks_that_voter_alone() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.propose("a");
        node.tell(2, success(3, 1));
        node.tell(3, success(3, 2));
        for (int i = 0; i < 2 * ELECTION_TICKS; i++) {
            node.raft.tick();
            Fact.when("look at what leaves for node 2, whose log is shorter, with tick " + (i + 1))
                    .usually("several voters campaign at once, and split the votes")
                    .gives(List.of(), all(TimeoutNow.class, node.turnTo(2)));
        }
        Fact.when("look at the role").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void of_equal_logs_it_asks_the_one_that_answered_last() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(3, 1));
        node.ticks(1);
        node.tell(3, success(3, 1));
        node.ticks(TO_STEP_DOWN - 2);
        node.raft.tick();
        Fact.when("let nodes 2 and 3 acknowledge the same, node 3 a tick later, and then nothing arrive")
                .usually("a node that is down is asked, and the others wait")
                .gives(List.of(new TimeoutNow(3)), all(TimeoutNow.class, node.turnTo(3)));
    }

    @Test
    void in_a_transfer_it_asks_no_second_node() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(3, 1));
        node.tell(3, success(3, 1));
        node.ticks(TO_STEP_DOWN - 2);
        node.raft.transfer(2);
        Fact.when("transfer the leadership to node 2, which has everything")
                .gives(List.of(new TimeoutNow(3)), all(TimeoutNow.class, node.turn()));
        Fact.when("let the leader step down before the transfer has ended")
                .usually("two nodes campaign at once, and split the votes")
                .gives(List.of(), all(TimeoutNow.class, node.ticks(2)));
        Fact.when("look at the role").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void a_leader_that_is_heard_and_hears_nothing_is_replaced_at_once() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.to() == 1;
        int ticks = 0;
        while (!isLed(cluster) && ticks < 10 * ELECTION_TICKS) {
            for (int node = 1; node <= 3; node++) {
                cluster.ticks(node, 1);
            }
            cluster.deliverAll();
            ticks++;
        }
        Fact.when("let nothing arrive at the leader, and count the ticks to the next one: " + ticks)
                .usually(
                        "the followers hear the old leader until it steps down, and then wait for a time-out of their own")
                .holds(ticks <= TO_STEP_DOWN, "at most " + TO_STEP_DOWN, ticks);
    }

    @Test
    void a_cut_is_noticed_after_a_time_out_and_a_half_whenever_it_begins() {
        for (int heardUntil = 0; heardUntil <= 2 * ELECTION_TICKS; heardUntil++) {
            OneNode node = OneNode.leader(DEFAULT, 3);
            for (int tick = 0; tick < heardUntil; tick++) {
                node.tell(2, success(3, 1));
                node.ticks(1);
            }
            node.tell(2, success(3, 1));
            node.ticks(ELECTION_TICKS - 1);
            Fact.when("hear nothing for less than an election time-out, from tick " + heardUntil + " on")
                    .gives(RoleName.LEADER, node.role());
            node.ticks(1 + ELECTION_TICKS / 2);
            Fact.when("hear nothing for half an election time-out more")
                    .usually("contacts of the beginning of a long window keep a leader that is cut off since")
                    .gives(RoleName.FOLLOWER, node.role());
        }
    }

    private static boolean isLed(Cluster cluster) {
        return cluster.raft(2).isLeader() || cluster.raft(3).isLeader();
    }

    @Test
    void a_late_request_to_campaign_does_no_harm() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        node.tell(3, append(6, EntryId.NONE, 0));
        Fact.when("follow node 3 in term 6, and be asked by node 2, the leader of term 5, to campaign")
                .usually("a leader that has long been replaced deposes its successor")
                .gives(List.of(), all(RequestVote.class, node.tell(2, new TimeoutNow(5))));
        Fact.when("look at the role").gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the term").gives(6, node.raft.term());
    }

    @Test
    void a_leader_whose_followers_have_slow_disks_stays() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.slowDisks.addAll(List.of(2, 3));
        for (int i = 0; i < 10 * ELECTION_TICKS; i++) {
            cluster.propose(1, "command " + i);
            for (int node = 1; node <= 3; node++) {
                cluster.ticks(node, 1);
            }
            cluster.deliverAll();
            Fact.when(
                            "propose a command with each tick while no force of a follower ends; look at the leader after tick "
                                    + (i + 1))
                    .usually(
                            "the answers to heartbeats wait for the followers' disks, and the leader counts no contact")
                    .gives(Integer.valueOf(1), cluster.leader());
            Fact.when("look at its term").gives(1, cluster.raft(1).term());
        }
        Fact.when("look at the commit index: no follower has a second entry on its disk")
                .usually("the answer to a heartbeat acknowledges entries that a crash would take away")
                .gives(1, cluster.raft(1).commit());
    }

    @Test
    void a_heartbeat_is_answered_at_once_with_what_is_durable() {
        OneNode node = OneNode.follower(DEFAULT, 5, 1);
        node.tell(2, append(5, id(1, 1), 0));
        node.promptDisk = false;
        node.tell(2, append(5, id(1, 1), 0, 5));
        Fact.when("receive a heartbeat after entry 2, whose force has not ended")
                .usually("it waits for the disk, and a leader with slow followers steps down")
                .gives(success(5, 1), only(AppendEntriesResponse.class, node.tell(2, append(5, id(2, 5), 0))));
        Fact.when("receive a heartbeat that names entry 1")
                .gives(success(5, 1), only(AppendEntriesResponse.class, node.tell(2, append(5, id(1, 1), 0))));
        node.complete(node.pending.getFirst().number());
        Fact.when("receive one after entry 2 is durable")
                .gives(success(5, 2), only(AppendEntriesResponse.class, node.tell(2, append(5, id(2, 5), 0))));
    }

    @Test
    void a_heartbeat_of_a_term_that_is_not_durable_waits_for_the_disk() {
        OneNode node = OneNode.follower(DEFAULT, 5, 1);
        node.promptDisk = false;
        Fact.when("receive a heartbeat of the next term").gives(List.of(), node.tell(2, append(6, id(1, 1), 0)));
        Fact.when("receive another one").gives(List.of(), node.tell(2, append(6, id(1, 1), 0)));
        Fact.when("let the force end")
                .gives(
                        List.of(success(6, 1), success(6, 1)),
                        node.complete(node.pending.getFirst().number()));
    }
}

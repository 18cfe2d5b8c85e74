package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.OneNode.rejection;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** What has to be durable before what is said or counted, and what a node does that has lost some of it. */
class DurabilityRulesTest {

    @Test
    void a_follower_acknowledges_once_its_entries_are_durable() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        Fact.when("receive entries while the disk is slow")
                .usually("acknowledged and then lost in a crash: the leader has counted a copy that is not there")
                .gives(List.of(), node.tell(2, append(2, EntryId.NONE, 0, 2, 2)));
        Fact.when("complete the write").gives(List.of(success(2, 2)), node.completeAll());
    }

    @Test
    void a_repeated_message_is_not_acknowledged_before_the_first_one_is_durable() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        node.tell(2, append(2, EntryId.NONE, 0, 2, 2));
        Fact.when("receive the same entries again while their write is pending")
                .usually("there is nothing to write for the second message, so nothing seems to be waited for")
                .gives(List.of(), node.tell(2, append(2, EntryId.NONE, 0, 2, 2)));
        Fact.when("complete the write").gives(List.of(success(2, 2), success(2, 2)), node.completeAll());
    }

    @Test
    void a_refusal_leaves_at_once() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        node.tell(2, append(2, EntryId.NONE, 0, 2));
        Fact.when("refuse a message after a gap while a write is pending")
                .usually("a refusal promises nothing that a crash could break")
                .gives(List.of(rejection(2, 5, id(1, 2))), node.tell(2, append(2, id(5, 2), 0)));
    }

    @Test
    void a_leader_sends_entries_before_its_own_disk_has_them() {
        OneNode node = OneNode.leader(PLAIN, 3);
        node.tell(2, success(3, 1));
        node.promptDisk = false;
        node.raft.propose(new byte[1]);
        Fact.when("propose a command while the leader's disk is slow")
                .usually("the entries travel to the followers' disks while the leader's own writes them")
                .gives(1, only(AppendEntries.class, node.turnTo(2)).entries().size());
    }

    @Test
    void a_completion_out_of_order_counts_only_when_all_before_it_are_complete() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        node.tell(2, append(2, EntryId.NONE, 0, 2));
        node.tell(2, append(2, id(1, 2), 0, 2));
        node.tell(2, append(2, id(2, 2), 0, 2));
        Fact.when("issue three writes and complete the third")
                .usually("a log whose fifth entry is durable and whose fourth is not has a hole after a crash")
                .gives(List.of(), node.complete(3));
        Fact.when("look at what counts as durable").gives(0, node.raft.status().durable());
        node.complete(1);
        Fact.when("complete the first").gives(1, node.raft.status().durable());
        node.complete(2);
        Fact.when("complete the second").gives(3, node.raft.status().durable());
    }

    @Test
    void a_leader_counts_its_own_writes_in_order() {
        OneNode node = OneNode.leader(PLAIN, 3);
        node.promptDisk = false;
        node.propose("a");
        node.propose("b");
        node.tell(2, success(3, 3));
        node.complete(node.pending.getLast().number());
        Fact.when("complete the leader's second write before its first, with one follower's acknowledgement")
                .gives(1, node.raft.commit());
        node.completeAll();
        Fact.when("complete the first").gives(3, node.raft.commit());
    }

    @Test
    void a_write_whose_entries_were_replaced_does_not_make_the_new_ones_durable() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        node.tell(2, append(2, EntryId.NONE, 0, 2, 2, 2));
        node.tell(3, append(3, id(1, 2), 0, 3, 3));
        long first = node.pending.getFirst().number();
        node.complete(first);
        Fact.when("replace entries 2 and 3 while their write is pending, then complete that write")
                .usually("its entries 2 and 3 are not the log's any more")
                .gives(1, node.raft.status().durable());
        node.completeAll();
        Fact.when("complete the write of the new ones")
                .gives(3, node.raft.status().durable());
    }

    @Test
    void entries_that_replace_durable_ones_are_not_durable_yet() {
        OneNode node = OneNode.follower(PLAIN, 3, 1, 2, 2);
        node.promptDisk = false;
        node.tell(2, append(3, id(1, 1), 0, 3, 3));
        Fact.when("replace the durable entries 2 and 3 while the disk is slow")
                .usually("what is durable at these indexes are the entries that were removed")
                .gives(1, node.raft.status().durable());
    }

    @Test
    void a_completion_of_an_unknown_write_changes_nothing() {
        OneNode node = OneNode.follower(PLAIN, 2);
        node.promptDisk = false;
        node.tell(2, append(2, EntryId.NONE, 0, 2));
        node.raft.persisted(99);
        node.raft.persisted(0);
        node.raft.persisted(-1);
        Fact.when("complete writes that were never issued")
                .gives(0, node.raft.status().durable());
    }

    @Test
    void term_and_vote_come_back_after_a_restart() {
        OneNode node = new OneNode(PLAIN, OneNode.disk(7, 3, 1, 2));
        Fact.when("restart with term 7 and a vote for node 3").gives(7, node.raft.term());
        Fact.when("look at the vote").gives(3, node.raft.status().vote());
        Fact.when("look at the commit index: it is learned anew").gives(0, node.raft.commit());
    }

    // A damaged node: SPEC, "A damaged node does not shorten history"

    private static OneNode damaged() {
        Snapshot before = new Snapshot(EntryId.NONE, Configuration.ofVoters(1, 2, 3));
        return new OneNode(PLAIN, new Restored(new HardState(3, 0), before, OneNode.entries(1, 1, 1), 5));
    }

    @Test
    void a_node_that_lost_what_it_acknowledged_neither_votes_nor_leads() {
        OneNode node = damaged();
        Fact.when("request a vote of a node that had entry 5 and has only 2")
                .usually("it may have been one of the majority that holds a committed entry")
                .gives(
                        new RequestVoteResponse(4, false),
                        only(RequestVoteResponse.class, node.tell(2, new RequestVote(4, id(2, 1), false))));
        Fact.when("ask it for a pre-vote")
                .gives(
                        new PreVoteResponse(4, 4, false),
                        only(PreVoteResponse.class, node.tell(2, new PreVote(4, id(2, 1)))));
        node.campaign();
        node.ticks(50);
        Fact.when("let it campaign, and let 50 ticks pass").gives(RoleName.FOLLOWER, node.role());
        node.tell(2, append(4, id(2, 1), 0));
        node.tell(2, new TimeoutNow(4));
        Fact.when("transfer the leadership to it").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void a_damaged_node_takes_part_again_once_its_log_is_durable_past_its_old_end() {
        OneNode node = damaged();
        node.promptDisk = false;
        node.tell(2, append(4, id(2, 1), 0, 4));
        node.tell(2, append(4, id(3, 4), 0, 4, 4));
        node.complete(node.pending.getFirst().number());
        Fact.when("bring a damaged log to its old end, while the disk is slow")
                .gives(true, node.raft.status().recovering());
        node.completeAll();
        Fact.when("complete the write").gives(false, node.raft.status().recovering());
        node.promptDisk = true;
        Fact.when("request its vote then")
                .gives(
                        new RequestVoteResponse(5, true),
                        only(RequestVoteResponse.class, node.tell(3, new RequestVote(5, id(5, 4), false))));
    }

    @Test
    void a_leader_forgets_how_far_a_damaged_follower_was() {
        OneNode node = OneNode.leader(PLAIN, 3, 1, 1, 1);
        node.tell(2, success(3, 4));
        List<Message> sent = node.tell(2, new AppendEntriesResponse(3, false, 4, id(2, 1), 0, true));
        Fact.when("hear from node 2 that it has lost the entries after 2, which it had acknowledged")
                .usually("the leader takes it for a stale rejection, and never sends them again")
                .gives(2, node.follower(2).match());
        Fact.when("look at what the leader sends next")
                .gives(id(2, 1), all(AppendEntries.class, sent).getFirst().previous());
    }

    @Test
    void a_damaged_node_says_so_in_its_rejection() {
        OneNode node = damaged();
        Fact.when("receive a message after an entry that was lost")
                .gives(
                        new AppendEntriesResponse(3, false, 4, id(2, 1), 0, true),
                        only(AppendEntriesResponse.class, node.tell(2, append(3, id(4, 2), 0))));
    }
}

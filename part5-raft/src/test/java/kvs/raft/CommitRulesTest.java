package kvs.raft;

import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.success;
import static kvs.raft.TestOptions.PLAIN;

import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Message.AppendEntries;
import org.junit.jupiter.api.Test;

/** When an entry is committed: Raft §5.3, §5.4.2, figure 8. */
class CommitRulesTest {

    @Test
    void an_entry_of_an_earlier_term_on_a_majority_is_not_committed_by_that() {
        OneNode node = OneNode.leader(PLAIN, 4, 1, 2);
        node.tell(2, success(4, 2));
        Fact.when("replicate 2@2 to two of three nodes as the leader of term 4")
                .usually("figure 8: a node with 2@3 could still win an election and remove it")
                .gives(0, node.raft.commit());
        node.tell(2, success(4, 3));
        Fact.when("replicate the first entry of term 4 as well")
                .usually("an entry of the leader's own term commits all before it")
                .gives(3, node.raft.commit());
    }

    @Test
    void figure_8_cannot_happen() {
        // (c) of the figure: node 1 leads again, in term 4, and brings its entry 2@2 to a majority of five.
        Cluster cluster = new Cluster(PLAIN);
        Configuration five = Configuration.ofVoters(1, 2, 3, 4, 5);
        add(cluster, 1, five, 3, 1, 2);
        add(cluster, 2, five, 2, 1, 2);
        add(cluster, 3, five, 2, 1);
        add(cluster, 4, five, 2, 1);
        add(cluster, 5, five, 4, 1, 3);
        // Entries of term 4 reach no other node, and node 5 is cut off.
        cluster.lost = envelope -> envelope.to() == 5
                || (envelope.message() instanceof AppendEntries append
                        && append.entries().stream().anyMatch(entry -> entry.term() == 4));
        cluster.elect(1);
        for (int follower : new int[] {2, 3}) {
            cluster.network.add(new Envelope(Cluster.ID, 1, follower, OneNode.append(4, id(1, 1), 0, 2)));
        }
        cluster.deliverAll();
        Fact.when("bring 2@2 to nodes 1, 2 and 3 of five in term 4")
                .gives(2, cluster.raft(3).last().index());
        Fact.when("look at the commit index of the leader of term 4")
                .gives(0, cluster.raft(1).commit());
        cluster.crash(1);
        cluster.lost = envelope -> false;
        // (d): node 5, with 2@3, is elected by 2, 3 and 4, and removes 2@2.
        cluster.elect(5);
        cluster.ticks(5, 2);
        cluster.deliverAll();
        Fact.when("let node 5 lead with 2@3 in its log")
                .usually("if 2@2 had been committed, a committed entry would be lost here")
                .gives(3, cluster.raft(3).termAt(2));
    }

    private static void add(Cluster cluster, int id, Configuration configuration, long term, long... terms) {
        Snapshot before = new Snapshot(EntryId.NONE, configuration);
        cluster.add(id, new Restored(new HardState(term, 0), before, OneNode.entries(1, terms), 0));
    }

    @Test
    void a_leader_counts_itself_only_once_its_own_disk_has_the_entry() {
        OneNode node = OneNode.leader(PLAIN, 3);
        node.tell(2, success(3, 1));
        node.promptDisk = false;
        node.propose("a");
        node.tell(2, success(3, 2));
        Fact.when("let one of two followers acknowledge entry 2 while the leader's own disk is slow")
                .usually("the leader counts what it has in memory: one copy is durable, and not two")
                .gives(1, node.raft.commit());
        node.completeAll();
        Fact.when("complete the leader's write").gives(2, node.raft.commit());
    }

    @Test
    void a_majority_of_followers_commits_without_the_leaders_disk() {
        OneNode node = OneNode.leader(PLAIN, 3);
        node.promptDisk = false;
        node.propose("a");
        node.tell(2, success(3, 2));
        node.tell(3, success(3, 2));
        Fact.when("let both followers acknowledge entry 2 while the leader's own disk is slow")
                .usually("two durable copies of three are a majority, with or without the leader")
                .gives(2, node.raft.commit());
    }

    @Test
    void half_is_not_a_majority() {
        OneNode node = new OneNode(PLAIN, Restored.fresh(Configuration.ofVoters(1, 2, 3, 4)));
        node.campaign();
        node.tell(2, new Message.RequestVoteResponse(1, true));
        node.tell(3, new Message.RequestVoteResponse(1, true));
        node.tell(2, success(1, 1));
        Fact.when("have entry 1 on two of four nodes").gives(0, node.raft.commit());
        node.tell(3, success(1, 1));
        Fact.when("have entry 1 on three of four nodes").gives(1, node.raft.commit());
    }

    @Test
    void a_leader_begins_its_term_with_an_entry_that_holds_nothing() {
        OneNode node = OneNode.leader(PLAIN, 4, 1, 2);
        node.tell(2, success(4, 3));
        Fact.when("become the leader of term 4")
                .usually("without an entry of its own term a leader never learns what is committed (Raft §8)")
                .gives(new Entry(3, 4, Payload.Noop.INSTANCE), node.applied.getLast());
    }

    @Test
    void applies_committed_entries_once_and_in_order() {
        OneNode node = OneNode.leader(PLAIN, 3);
        node.propose("a");
        node.propose("b");
        Fact.when("propose two commands")
                .usually("entries are applied before they are committed")
                .gives(List.of(), node.applied);
        node.tell(2, success(3, 2));
        node.tell(3, success(3, 2));
        node.tell(3, success(3, 3));
        Fact.when("commit entry 2, then entry 3")
                .gives(
                        List.of(1L, 2L, 3L),
                        node.applied.stream().map(Entry::index).toList());
    }

    @Test
    void rejects_proposals_beyond_the_uncommitted_bytes() {
        OneNode node = OneNode.leader(RaftOptions.DEFAULT, 3);
        byte[] large = new byte[RaftOptions.DEFAULT.maxEntryBytes()];
        String outcome = "accepted";
        int accepted = -1;
        while (outcome.equals("accepted")) {
            accepted++;
            outcome = OneNode.outcome(node.raft.propose(large));
        }
        Fact.when("propose commands of 8 MiB with a limit of 64 MiB that are not committed")
                .gives("BUSY", outcome);
        Fact.when("count how many were accepted").gives(7, accepted);
        Fact.when("propose a command beyond maxEntryBytes")
                .gives("TOO_LARGE", OneNode.outcome(node.raft.propose(new byte[large.length + 1])));
    }
}

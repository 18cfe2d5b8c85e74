package kvs.raft;

import static kvs.raft.OneNode.all;
import static kvs.raft.OneNode.append;
import static kvs.raft.OneNode.id;
import static kvs.raft.OneNode.only;
import static kvs.raft.OneNode.success;
import static kvs.raft.RaftOptions.DEFAULT;

import java.util.List;
import java.util.Set;
import kvs.protocol.Fact;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.RaftStatus.RoleName;
import org.junit.jupiter.api.Test;

/** Pre-votes and check-quorum: thesis §4.2.3, §6.2, §9.6. */
class PreVoteRulesTest {

    @Test
    void a_node_asks_before_it_raises_its_term() {
        OneNode node = OneNode.follower(DEFAULT, 5, 1);
        Fact.when("campaign with pre-votes")
                .usually("the term is raised before it is known whether the election can be won")
                .gives(List.of(new PreVote(5, id(1, 1)), new PreVote(5, id(1, 1))), node.campaign());
        Fact.when("look at the term").gives(5, node.raft.term());
        node.tell(2, new PreVoteResponse(5, 5, true));
        Fact.when("receive one yes of two others").gives(RoleName.CANDIDATE, node.role());
        Fact.when("look at the term").gives(6, node.raft.term());
    }

    @Test
    void a_question_changes_neither_term_nor_vote_of_the_node_that_is_asked() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        Fact.when("be asked for a pre-vote by a node of term 8")
                .gives(
                        new PreVoteResponse(5, 8, true),
                        only(PreVoteResponse.class, node.tell(2, new PreVote(8, EntryId.NONE))));
        Fact.when("look at the term").gives(5, node.raft.term());
        Fact.when("look at the vote")
                .gives(HardState.NO_VOTE, node.raft.status().vote());
        Fact.when("be asked by another node as well")
                .usually("a pre-vote is no promise: it may be given to any number of nodes")
                .gives(
                        new PreVoteResponse(5, 8, true),
                        only(PreVoteResponse.class, node.tell(3, new PreVote(8, EntryId.NONE))));
    }

    @Test
    void refuses_a_pre_vote_while_the_leader_is_alive_and_gives_it_after_an_election_timeout() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        node.ticks(DEFAULT.electionTicks() - 1);
        Fact.when("ask for a pre-vote one tick before an election time-out has passed since the leader was heard")
                .usually("a node that is cut off from the leader deposes it although the others hear it")
                .gives(
                        new PreVoteResponse(5, 5, false),
                        only(PreVoteResponse.class, node.tell(3, new PreVote(5, EntryId.NONE))));
        node.ticks(1);
        Fact.when("ask once more a tick later")
                .gives(
                        new PreVoteResponse(5, 5, true),
                        only(PreVoteResponse.class, node.tell(3, new PreVote(5, EntryId.NONE))));
    }

    @Test
    void refuses_a_pre_vote_to_a_shorter_log_and_to_a_lower_term() {
        OneNode node = OneNode.follower(DEFAULT, 5, 1, 2);
        Fact.when("ask for a pre-vote with a log that ends with 5@1, where the node's ends with 2@2")
                .gives(
                        new PreVoteResponse(5, 5, false),
                        only(PreVoteResponse.class, node.tell(2, new PreVote(5, id(5, 1)))));
        Fact.when("ask for a pre-vote in term 4 of a node of term 5")
                .gives(
                        new PreVoteResponse(5, 4, false),
                        only(PreVoteResponse.class, node.tell(2, new PreVote(4, id(2, 2)))));
    }

    @Test
    void a_rejected_pre_vote_teaches_the_term() {
        OneNode node = OneNode.of(RoleName.PRE_CANDIDATE, DEFAULT, 5);
        node.tell(2, new PreVoteResponse(8, 5, false));
        Fact.when("ask for pre-votes in term 5, and hear a no from term 8")
                .usually("a node that never learns of a higher term asks in a term that no node votes in, forever")
                .gives(8, node.raft.term());
        Fact.when("look at the role").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void two_nodes_of_different_terms_elect_a_leader_between_them() {
        Cluster cluster = new Cluster(DEFAULT);
        // The node with the longer log is behind in terms, and only it can win.
        cluster.add(1, OneNode.disk(5, HardState.NO_VOTE, 1, 2));
        cluster.add(2, OneNode.disk(9, HardState.NO_VOTE, 1));
        for (int i = 0; i < 100; i++) {
            cluster.ticks(1, 1);
            cluster.ticks(2, 1);
            cluster.deliverAll();
        }
        Fact.when("let a node of term 5 with the longer log, and one of term 9, ask each other")
                .gives(Integer.valueOf(1), cluster.leader());
    }

    @Test
    void a_pre_vote_round_ends_with_the_role() {
        OneNode node = OneNode.of(RoleName.PRE_CANDIDATE, DEFAULT, 5);
        node.tell(3, append(5, EntryId.NONE, 0));
        node.tell(2, new PreVoteResponse(5, 5, true));
        Fact.when("ask for pre-votes, hear from the leader, and then receive a yes")
                .usually("a late answer turns a follower of a living leader into a candidate")
                .gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the term").gives(5, node.raft.term());
    }

    @Test
    void a_pre_vote_round_ends_with_a_vote_for_another() {
        OneNode node = OneNode.of(RoleName.PRE_CANDIDATE, DEFAULT, 5);
        node.tell(2, new RequestVote(5, EntryId.NONE, false));
        node.tell(3, new PreVoteResponse(5, 5, true));
        Fact.when("ask for pre-votes, vote for another node in the same term, and then receive a yes")
                .gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void an_answer_to_a_question_of_an_earlier_term_does_not_count() {
        OneNode node = OneNode.of(RoleName.PRE_CANDIDATE, DEFAULT, 5);
        node.tell(2, new PreVoteResponse(5, 4, true));
        Fact.when("receive a yes to a question of term 4 as a node that asks in term 5")
                .gives(RoleName.PRE_CANDIDATE, node.role());
        node.tell(2, new PreVoteResponse(4, 5, true));
        Fact.when("receive a yes to the present question from a node of a lower term")
                .gives(RoleName.CANDIDATE, node.role());
    }

    @Test
    void a_follower_that_hears_the_leader_neither_votes_nor_enters_the_candidates_term() {
        OneNode node = OneNode.follower(DEFAULT, 5);
        node.tell(2, append(5, EntryId.NONE, 0));
        Fact.when("request a vote of term 6 while the leader of term 5 is alive")
                .usually("a node that was removed, or is cut off from the leader, deposes it (thesis §4.2.3)")
                .gives(List.of(), node.tell(3, new RequestVote(6, EntryId.NONE, false)));
        Fact.when("look at the term").gives(5, node.raft.term());
        Fact.when("count ignored messages").gives(1, node.ignored(Ignored.LEADER_IS_ALIVE));
    }

    @Test
    void a_leader_without_a_majority_steps_down() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.ticks(2 * DEFAULT.electionTicks());
        Fact.when("let two election time-outs pass without any answer")
                .usually("a leader that is cut off keeps its clients waiting forever")
                .gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the term: it only stops to lead").gives(3, node.raft.term());
    }

    @Test
    void a_leader_with_a_majority_stays() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        for (int i = 0; i < 10; i++) {
            node.ticks(DEFAULT.electionTicks() - 1);
            node.tell(2, success(3, 1));
            node.ticks(1);
        }
        Fact.when("hear from one of two followers within each election time-out")
                .gives(RoleName.LEADER, node.role());
    }

    @Test
    void without_check_quorum_a_leader_stays_without_answers() {
        OneNode node = OneNode.leader(TestOptions.PLAIN, 3);
        node.ticks(100);
        Fact.when("let 100 ticks pass without an answer, with check-quorum off").gives(RoleName.LEADER, node.role());
    }

    @Test
    void answers_of_a_lower_term_do_not_keep_a_leader() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        for (int i = 0; i < 2 * DEFAULT.electionTicks(); i++) {
            node.ticks(1);
            node.tell(2, success(2, 0));
        }
        Fact.when("hear answers to an earlier leader only").gives(RoleName.FOLLOWER, node.role());
    }

    @Test
    void survives_a_partial_partition() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3, 4, 5);
        cluster.elect(1);
        // 1, 2 and 3 hear each other; 4 only 2; 5 only 3.
        Set<Set<Integer>> links = Set.of(Set.of(1, 2), Set.of(1, 3), Set.of(2, 3), Set.of(2, 4), Set.of(3, 5));
        cluster.lost = envelope -> !links.contains(Set.of(envelope.from(), envelope.to()));
        for (int i = 0; i < 200; i++) {
            for (int id = 1; id <= 5; id++) {
                cluster.ticks(id, 1);
            }
            cluster.deliverAll();
            Fact.when("look at the leader after " + (i + 1) + " ticks of a partial partition")
                    .usually("the nodes that cannot hear the leader raise the term and depose it again and again")
                    .gives(Integer.valueOf(1), cluster.leader());
            Fact.when("look at its term").gives(1, cluster.raft(1).term());
        }
        cluster.propose(1, "a");
        cluster.turn(1);
        cluster.deliverAll();
        Fact.when("propose a command in it").gives(2, cluster.raft(1).commit());
    }

    @Test
    void a_node_that_comes_back_from_a_partition_does_not_disturb() {
        Cluster cluster = new Cluster(DEFAULT, 1, 2, 3);
        cluster.elect(1);
        cluster.lost = envelope -> envelope.from() == 3 || envelope.to() == 3;
        for (int i = 0; i < 100; i++) {
            for (int id = 1; id <= 3; id++) {
                cluster.ticks(id, 1);
            }
            cluster.deliverAll();
        }
        Fact.when("cut node 3 off for 100 ticks, and look at its term")
                .usually("its term grows with every election that it cannot win")
                .gives(1, cluster.raft(3).term());
        cluster.lost = envelope -> false;
        for (int i = 0; i < 20; i++) {
            for (int id = 1; id <= 3; id++) {
                cluster.ticks(id, 1);
            }
            cluster.deliverAll();
        }
        Fact.when("let it come back").gives(Integer.valueOf(1), cluster.leader());
        Fact.when("look at the leader it follows").gives(1, cluster.raft(3).leader());
    }

    @Test
    void a_higher_term_in_any_answer_ends_a_leadership() {
        OneNode node = OneNode.leader(DEFAULT, 3);
        node.tell(2, success(4, 1));
        Fact.when("receive a success of term 4 as the leader of term 3").gives(RoleName.FOLLOWER, node.role());
        Fact.when("look at the commit index: the answer of another term counts nowhere")
                .gives(0, node.raft.commit());
        Fact.when("look at what was sent since").gives(List.of(), all(PreVote.class, node.turn()));
    }
}

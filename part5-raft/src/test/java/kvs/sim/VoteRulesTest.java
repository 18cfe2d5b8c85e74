package kvs.sim;

import static kvs.sim.NodeDiskTest.entry;
import static kvs.sim.Three.breaks;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Message;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.RoleName;
import kvs.raft.Write;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class VoteRulesTest {
    private static final Write CAMPAIGN = new Write(1, new HardState(4, 1), null, List.of());

    private Three cluster;
    private VoteRules rules;
    private SimNode one;

    /** Node 1 is in term 3. */
    @BeforeEach
    void threeNodes() {
        cluster = Three.withPendingReads(100);
        rules = new VoteRules(cluster.world.plan.raft());
        one = cluster.one;
        cluster.stands(one, 3, false, 0);
    }

    @Test
    void a_campaign_without_a_majority_of_pre_votes() {
        rules.asks(one, 3);
        assertThatThrownBy(() -> rules.issued(one, CAMPAIGN)).satisfies(breaks(Rule.PRE_VOTE_HELD_BACK));
    }

    @Test
    void a_campaign_with_an_answer_to_an_earlier_question() {
        rules.asks(one, 3);
        rules.delivered(one, 2, new PreVoteResponse(3, 2, true));
        assertThatThrownBy(() -> rules.issued(one, CAMPAIGN)).satisfies(breaks(Rule.PRE_VOTE_HELD_BACK));
    }

    @Test
    void a_campaign_with_a_majority_of_pre_votes_or_at_the_request_of_the_leader() {
        rules.asks(one, 3);
        rules.delivered(one, 2, new PreVoteResponse(3, 3, true));
        assertThatCode(() -> rules.issued(one, CAMPAIGN)).doesNotThrowAnyException();
        rules.asks(one, 3);
        rules.delivered(one, 2, new Message.TimeoutNow(3));
        assertThatCode(() -> rules.issued(one, CAMPAIGN)).doesNotThrowAnyException();
    }

    @Test
    void a_majority_of_pre_votes_that_no_campaign_follows() {
        rules.asks(one, 3);
        rules.delivered(one, 2, new PreVoteResponse(2, 3, true));
        assertThatThrownBy(() -> rules.afterEvent(one, () -> is(RoleName.PRE_CANDIDATE)))
                .satisfies(breaks(Rule.PRE_VOTE_WON_IS_USED));
        rules.delivered(one, 2, new PreVoteResponse(2, 3, true));
        assertThatCode(() -> rules.afterEvent(one, () -> is(RoleName.CANDIDATE)))
                .doesNotThrowAnyException();
    }

    @Test
    void an_answer_that_names_another_term() {
        assertThatThrownBy(() -> rules.answers(one, new PreVoteResponse(2, 2, false)))
                .satisfies(breaks(Rule.PRE_VOTE_LIKE_A_VOTE));
    }

    @Test
    void a_pre_vote_for_a_term_that_is_not_later() {
        assertThatThrownBy(() -> rules.answers(one, new PreVoteResponse(3, 2, true)))
                .satisfies(breaks(Rule.PRE_VOTE_LIKE_A_VOTE));
        assertThatCode(() -> rules.answers(one, new PreVoteResponse(3, 3, true)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_pre_vote_for_a_log_that_is_behind() {
        cluster.appends(one, 1, entry(1, 1));
        rules.delivered(one, 2, new Message.PreVote(3, EntryId.NONE));
        assertThatThrownBy(() -> rules.answers(one, new PreVoteResponse(3, 3, true)))
                .satisfies(breaks(Rule.PRE_VOTE_LIKE_A_VOTE));
    }

    @Test
    void a_pre_vote_while_the_leader_is_alive() {
        rules.delivered(one, 2, new Message.AppendEntries(3, EntryId.NONE, List.of(), 0, 0));
        one.ticks += cluster.world.plan.raft().electionTicks() - 1;
        assertThatThrownBy(() -> rules.answers(one, new PreVoteResponse(3, 3, true)))
                .satisfies(breaks(Rule.PRE_VOTE_LIKE_A_VOTE));
        one.ticks++;
        assertThatCode(() -> rules.answers(one, new PreVoteResponse(3, 3, true)))
                .doesNotThrowAnyException();
    }

    @Test
    void a_message_of_a_later_term_that_is_not_entered() {
        rules.delivered(one, 2, new Message.AppendEntries(5, EntryId.NONE, List.of(), 0, 0));
        one.term = 4;
        assertThatThrownBy(() -> rules.afterEvent(one, () -> is(RoleName.FOLLOWER)))
                .satisfies(breaks(Rule.LATER_TERM_IS_ENTERED));
    }

    @Test
    void a_vote_that_is_refused_without_a_reason() {
        rules.delivered(one, 2, new Message.RequestVote(3, new EntryId(1, 2), false));
        assertThatThrownBy(() -> rules.refuses(one, 2, () -> is(RoleName.FOLLOWER)))
                .satisfies(breaks(Rule.VOTE_REFUSED_FOR_A_REASON));
    }

    @Test
    void a_vote_that_is_refused_since_the_candidates_log_is_behind() {
        cluster.appends(one, 1, entry(1, 1));
        rules.delivered(one, 2, new Message.RequestVote(3, EntryId.NONE, false));
        assertThatCode(() -> rules.refuses(one, 2, () -> is(RoleName.FOLLOWER))).doesNotThrowAnyException();
    }

    @Test
    void a_vote_that_is_refused_and_noted() {
        cluster.appends(one, 1, entry(1, 1));
        rules.delivered(one, 2, new Message.RequestVote(3, EntryId.NONE, false));
        assertThatThrownBy(() -> rules.refuses(one, 2, () -> Three.voted(3, 2)))
                .satisfies(breaks(Rule.VOTE_REFUSED_FOR_A_REASON));
    }

    @Test
    void a_vote_that_is_refused_to_the_candidate_that_has_it() {
        one.issuedState = new HardState(3, 2);
        rules.delivered(one, 2, new Message.RequestVote(3, EntryId.NONE, false));
        assertThatThrownBy(() -> rules.refuses(one, 2, () -> Three.voted(3, 2)))
                .satisfies(breaks(Rule.VOTE_REFUSED_FOR_A_REASON));
    }

    @Test
    void a_vote_that_is_refused_since_another_candidate_has_it() {
        one.issuedState = new HardState(3, 3);
        rules.delivered(one, 2, new Message.RequestVote(3, EntryId.NONE, false));
        assertThatCode(() -> rules.refuses(one, 2, () -> Three.voted(3, 3))).doesNotThrowAnyException();
    }

    private static RaftStatus is(RoleName role) {
        return Three.status(role, 3, EntryId.NONE, 0);
    }
}

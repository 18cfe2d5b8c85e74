package kvs.sim;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Supplier;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Member;
import kvs.raft.Message;
import kvs.raft.RaftOptions;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.RoleName;
import kvs.raft.Write;
import org.jspecify.annotations.Nullable;

/**
 * What pre-votes promise (thesis §9.6): a node campaigns if a majority would vote for it, and only then. And why a vote may be
 * refused.
 */
final class VoteRules {
    private final RaftOptions options;
    private final @Nullable Asking[] nodes = new Asking[Plan.MAX_NODES + 1];

    /** What a node has asked and heard. */
    private static final class Asking {
        /** The term in which it asked last. */
        private long term;

        private final Set<Integer> granted = new HashSet<>();
        private final Set<Integer> refused = new HashSet<>();
        /** Whether the present event brought an answer that counts. */
        private boolean answered;
        /** The question that the present event brought. */
        private Message.@Nullable PreVote question;
        /** The request for a vote that the present event brought. */
        private Message.@Nullable RequestVote request;
        /** The term of the message that the present event brought, if that has to be entered. */
        private long seen;
        /** The term in which a leader has asked this node to campaign. */
        private long timeoutNow = -1;
        /** After how many of its ticks it last heard from the leader of its term. */
        private long heardLeader = Long.MIN_VALUE / 2;
    }

    VoteRules(RaftOptions options) {
        this.options = options;
    }

    private Asking of(SimNode node) {
        Asking asking = nodes[node.id];
        if (asking == null) {
            asking = new Asking();
            nodes[node.id] = asking;
        }
        return asking;
    }

    /** A message arrives, and was not seen by the node yet. */
    void delivered(SimNode node, int from, Message message) {
        // These two do not raise a term, or not always.
        if (!(message instanceof Message.PreVote || message instanceof Message.RequestVote)) {
            of(node).seen = message.term();
        }
        switch (message) {
            case Message.PreVote question -> of(node).question = question;
            case Message.PreVoteResponse answer -> answered(node, from, answer);
            case Message.TimeoutNow(long term) -> of(node).timeoutNow = term;
            case Message.AppendEntries append -> {
                // A leader in doubt does not ask its followers to wait for it.
                if (!append.inDoubt()) {
                    heardLeader(node, append.term());
                }
            }
            case Message.InstallSnapshot piece -> heardLeader(node, piece.term());
            case Message.RequestVote request -> of(node).request = request;
            case Message.RequestVoteResponse _ -> {}
            case Message.AppendEntriesResponse _, Message.InstallSnapshotResponse _ -> {}
        }
    }

    private void heardLeader(SimNode node, long term) {
        if (term >= node.term && !node.leads) {
            of(node).heardLeader = node.ticks;
        }
    }

    /** The first answer of a node stands. */
    private void answered(SimNode node, int from, Message.PreVoteResponse answer) {
        Asking asking = of(node);
        if (answer.asked() == node.term && answer.term() <= node.term && asking.term == node.term) {
            asking.answered = true;
            if (!asking.granted.contains(from) && !asking.refused.contains(from)) {
                (answer.granted() ? asking.granted : asking.refused).add(from);
            }
        }
    }

    /** A node asks: earlier answers no longer count. */
    void asks(SimNode node, long term) {
        Asking asking = of(node);
        asking.term = term;
        asking.granted.clear();
        asking.refused.clear();
    }

    /** An answer leaves a node. */
    void answers(SimNode node, Message.PreVoteResponse answer) {
        if (answer.term() != node.standing.term()) {
            throw notLikeAVote(node, "names term " + answer.term() + " as its own, and is in " + node.standing.term());
        }
        if (!answer.granted()) {
            return;
        }
        if (answer.asked() < answer.term()) {
            throw notLikeAVote(node, "is in term " + answer.term() + " and would vote in " + (answer.asked() + 1));
        }
        Asking asking = of(node);
        EntryId own = node.issued.lastId();
        if (asking.question != null && isBehind(asking.question.last(), own)) {
            throw notLikeAVote(node, "has the log up to " + own + " and would vote for " + asking.question.last());
        }
        if (node.standing.leads() || node.ticks - asking.heardLeader < options.electionTicks()) {
            throw notLikeAVote(node, "would vote, and the leader is alive");
        }
    }

    /** A refusal leaves a node, which now stands like {@code now}. */
    void refuses(SimNode node, int candidate, Supplier<RaftStatus> now) {
        Message.RequestVote request = of(node).request;
        if (request == null || request.term() != node.standing.term()) {
            return;
        }
        HardState before = node.issuedState;
        boolean had = before.term() == request.term() && before.vote() == candidate;
        RaftStatus status = now.get();
        if (!had && status.vote() == candidate) {
            throw refused(node, candidate, request, "and notes the vote for it all the same");
        }
        boolean free = had || status.vote() == HardState.NO_VOTE;
        if (free && !status.recovering() && !isBehind(request.last(), node.issued.lastId())) {
            throw refused(node, candidate, request, "has the log up to " + node.issued.lastId() + ", and is free to");
        }
    }

    private static Violation refused(SimNode node, int candidate, Message.RequestVote request, String why) {
        return new Violation(
                Rule.VOTE_REFUSED_FOR_A_REASON,
                "node " + node.id + " refuses its vote in term " + request.term() + " to node " + candidate
                        + " with the log up to " + request.last() + ", " + why,
                node.id);
    }

    private static boolean isBehind(EntryId last, EntryId own) {
        return last.term() < own.term() || (last.term() == own.term() && last.index() < own.index());
    }

    private static Violation notLikeAVote(SimNode node, String text) {
        return new Violation(Rule.PRE_VOTE_LIKE_A_VOTE, "node " + node.id + " " + text, node.id);
    }

    /** A write is issued: with a vote for the node itself, it campaigns. */
    void issued(SimNode node, Write write) {
        HardState state = write.hardState();
        if (state == null || state.vote() != node.id || state.term() == node.issuedState.term()) {
            return;
        }
        Asking asking = of(node);
        long before = state.term() - 1;
        if (options.preVote() && asking.timeoutNow != before && !isWon(node, asking, before)) {
            throw new Violation(
                    Rule.PRE_VOTE_HELD_BACK,
                    "node " + node.id + " campaigns in term " + state.term()
                            + ", and no majority has said that it would vote for it",
                    node.id);
        }
    }

    /** An event of a node is over; {@code status} says how it stands. */
    void afterEvent(SimNode node, Supplier<RaftStatus> status) {
        Asking asking = nodes[node.id];
        if (asking == null) {
            return;
        }
        asking.question = null;
        asking.request = null;
        if (node.term < asking.seen) {
            throw new Violation(
                    Rule.LATER_TERM_IS_ENTERED,
                    "node " + node.id + " has received a message of term " + asking.seen + " and is in term "
                            + node.term,
                    node.id);
        }
        asking.seen = 0;
        if (asking.answered) {
            asking.answered = false;
            if (isWon(node, asking, node.term) && status.get().role() == RoleName.PRE_CANDIDATE) {
                throw new Violation(
                        Rule.PRE_VOTE_WON_IS_USED,
                        "node " + node.id + " asks in term " + node.term
                                + ", a majority has said that it would vote for it, and it does not campaign",
                        node.id);
            }
        }
    }

    void crashed(SimNode node) {
        nodes[node.id] = null;
    }

    private static boolean isWon(SimNode node, Asking asking, long term) {
        int voters = 0;
        int grant = 0;
        for (Member member : node.issued.configuration().members()) {
            if (member.voter()) {
                voters++;
                boolean grants = asking.term == term && asking.granted.contains(member.id());
                grant += member.id() == node.id || grants ? 1 : 0;
            }
        }
        return 2 * grant > voters;
    }
}

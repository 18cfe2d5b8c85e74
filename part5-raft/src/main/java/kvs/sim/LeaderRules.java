package kvs.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntPredicate;
import kvs.raft.Configuration;
import kvs.raft.Member;
import kvs.raft.Message;
import kvs.raft.RaftOptions;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.jspecify.annotations.Nullable;

/**
 * What a leader has to hear from a majority: before it answers a read, and to stay the leader. A response counts for the
 * time at which the follower composed it: it may have waited for the disk since.
 */
final class LeaderRules {
    private static final long NEVER = Long.MIN_VALUE / 2;

    private final World world;
    private final RaftOptions options;
    private final @Nullable Tenure[] tenures = new Tenure[Plan.MAX_NODES + 1];

    /** A node's present or last time as a leader. */
    private static final class Tenure {
        private final long term;
        /** For each node when it composed the latest of its responses of this term that arrived; microseconds. */
        private final long[] composed = new long[Plan.MAX_NODES + 1];
        /** For each node after how many ticks of the leader its latest response arrived. */
        private final long[] arrived = new long[Plan.MAX_NODES + 1];
        /** For each node the latest round that it has answered. */
        private final long[] answered = new long[Plan.MAX_NODES + 1];
        /** The latest round that a message has named. */
        private long round;
        /** Since how many ticks the leader has had its configuration. */
        private long configured;

        private long configurationIndex;
        private final List<OpenRead> reads = new ArrayList<>();

        private Tenure(SimNode node) {
            term = node.term;
            configured = node.ticks;
            configurationIndex = node.issued.configurationIndex();
            Arrays.fill(composed, NEVER);
            Arrays.fill(arrived, NEVER);
        }
    }

    private static final class OpenRead {
        private final long ticket;
        private final long at;
        private final boolean duringTransfer;
        private boolean confirmed;
        /** The latest round that was named before the read arrived. */
        private final long before;
        /** The first round that was named after the read arrived, or 0. */
        private long round;

        private OpenRead(long ticket, long at, long before, boolean duringTransfer) {
            this.ticket = ticket;
            this.at = at;
            this.before = before;
            this.duringTransfer = duringTransfer;
        }
    }

    LeaderRules(World world) {
        this.world = world;
        this.options = world.plan.raft();
    }

    /** A response arrives. */
    void delivered(SimNode node, int from, Message message, long composedAt) {
        boolean response =
                message instanceof Message.AppendEntriesResponse || message instanceof Message.InstallSnapshotResponse;
        Tenure tenure = tenures[node.id];
        if (response && node.leads && tenure != null && tenure.term == message.term()) {
            tenure.composed[from] = Math.max(tenure.composed[from], composedAt);
            tenure.arrived[from] = node.ticks;
            long round = switch (message) {
                case Message.AppendEntriesResponse append -> append.round();
                case Message.InstallSnapshotResponse piece -> piece.round();
                default -> 0;
            };
            // A round that no message of this term has named is one of an earlier term.
            if (round <= tenure.round) {
                tenure.answered[from] = Math.max(tenure.answered[from], round);
            }
        }
    }

    /** A message that names a round leaves a leader. */
    void names(SimNode node, long term, long round) {
        Tenure tenure = tenures[node.id];
        if (tenure != null && tenure.term == term && round > tenure.round) {
            tenure.round = round;
            for (OpenRead read : tenure.reads) {
                read.round = read.round == 0 && round > read.before ? round : read.round;
            }
        }
    }

    /** A request arrives. */
    void asked(SimNode node, long ticket, Request request, boolean duringTransfer) {
        boolean reads = (request instanceof Request.Get get && !get.stale())
                || (request instanceof Request.Scan scan && !scan.stale());
        Tenure tenure = tenures[node.id];
        if (reads && node.leads && tenure != null && !options.leaseReads()) {
            tenure.reads.add(new OpenRead(ticket, world.now, tenure.round, duringTransfer));
        }
    }

    /** A node answers a request. */
    void answered(SimNode node, long ticket, Response response) {
        Tenure tenure = tenures[node.id];
        if (tenure == null || tenure.reads.isEmpty()) {
            return;
        }
        OpenRead read = null;
        for (OpenRead each : tenure.reads) {
            read = each.ticket == ticket ? each : read;
        }
        tenure.reads.remove(read);
        boolean shows = response instanceof Response.Found
                || response instanceof Response.Missing
                || response instanceof Response.Rows;
        // A node that no longer leads may still apply entries for a read that was confirmed while it did.
        if (read != null && shows && node.standing.leads() && node.standing.term() == tenure.term) {
            isConfirmed(node, tenure, read);
        }
    }

    private void isConfirmed(SimNode node, Tenure tenure, OpenRead read) {
        if (!read.confirmed && !hasMajority(node, voter -> tenure.composed[voter] >= read.at)) {
            throw new Violation(
                    Rule.READ_CONFIRMED_AFTER_ARRIVAL,
                    "node " + node.id + " leads term " + tenure.term + " and answers a read that arrived at " + read.at
                            + " µs, and no majority has responded since",
                    node.id);
        }
        if (node.issued.termAt(node.standing.commit()) != tenure.term) {
            throw new Violation(
                    Rule.READ_CONFIRMED_AFTER_ARRIVAL,
                    "node " + node.id + " leads term " + tenure.term
                            + " and answers a read before an entry of the term is committed",
                    node.id);
        }
    }

    /** An event of a node is over. */
    void afterEvent(SimNode node, boolean led, long termBefore) {
        Tenure tenure = tenures[node.id];
        if (node.leads && (tenure == null || tenure.term != node.term)) {
            tenures[node.id] = new Tenure(node);
        } else if (node.leads && tenure != null) {
            leads(node, tenure);
        } else if (led && tenure != null) {
            tenure.reads.clear();
            if (node.term == termBefore) {
                hasReasonToStepDown(node, tenure);
            }
        }
    }

    /** A node crashed: nothing that waited there is answered. */
    void crashed(SimNode node) {
        tenures[node.id] = null;
    }

    private void leads(SimNode node, Tenure tenure) {
        if (node.issued.configurationIndex() != tenure.configurationIndex) {
            tenure.configurationIndex = node.issued.configurationIndex();
            tenure.configured = node.ticks;
        }
        if (!tenure.reads.isEmpty()) {
            waitingReads(node, tenure);
        }
        long window = 2L * options.electionTicks() + 1;
        if (options.checkQuorum()
                && node.ticks - tenure.configured > window
                && !hasMajority(node, voter -> node.ticks - tenure.arrived[voter] <= window)) {
            throw new Violation(
                    Rule.LEADER_KEEPS_A_MAJORITY,
                    "node " + node.id + " leads term " + node.term + " and has heard from no majority for " + window
                            + " ticks",
                    node.id);
        }
    }

    private void waitingReads(SimNode node, Tenure tenure) {
        int waiting = 0;
        for (OpenRead read : tenure.reads) {
            read.confirmed = read.confirmed || hasMajority(node, voter -> tenure.composed[voter] >= read.at);
            waiting += read.confirmed ? 0 : 1;
            isAnsweredInTime(node, tenure, read);
            if (read.duringTransfer) {
                throw new Violation(
                        Rule.NO_READ_DURING_A_TRANSFER,
                        "node " + node.id + " accepts a read while it transfers the leadership",
                        node.id);
            }
        }
        if (waiting > options.maxPendingReads()) {
            throw new Violation(
                    Rule.PENDING_READS_ARE_LIMITED,
                    waiting + " reads wait at node " + node.id + ", and the limit is " + options.maxPendingReads(),
                    node.id);
        }
    }

    private static void isAnsweredInTime(SimNode node, Tenure tenure, OpenRead read) {
        boolean applied = node.applied == node.standing.commit();
        if (applied && read.round > 0 && hasMajority(node, voter -> tenure.answered[voter] >= read.round)) {
            throw new Violation(
                    Rule.READ_ANSWERED_ONCE_CONFIRMED,
                    "a majority has answered round " + read.round + " of node " + node.id
                            + ", and the read that arrived at " + read.at + " µs still waits",
                    node.id);
        }
    }

    private void hasReasonToStepDown(SimNode node, Tenure tenure) {
        long since = node.ticks - options.electionTicks();
        boolean silent = options.checkQuorum() && !hasMajority(node, voter -> tenure.arrived[voter] >= since);
        if (!silent && node.issued.configuration().isVoter(node.id)) {
            throw new Violation(
                    Rule.LEADER_STEPS_DOWN_FOR_A_REASON,
                    "node " + node.id + " no longer leads term " + node.term
                            + ", in which it is a voter and a majority has responded",
                    node.id);
        }
    }

    /** Returns whether the voters for which {@code has} holds are a majority; the leader itself counts if it votes. */
    private static boolean hasMajority(SimNode node, IntPredicate has) {
        Configuration configuration = node.issued.configuration();
        int voters = 0;
        int have = 0;
        for (Member member : configuration.members()) {
            if (member.voter()) {
                voters++;
                have += member.id() == node.id || has.test(member.id()) ? 1 : 0;
            }
        }
        return 2 * have > voters;
    }
}

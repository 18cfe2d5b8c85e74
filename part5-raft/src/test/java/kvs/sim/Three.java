package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.RaftOptions;
import kvs.raft.RaftStatus;
import kvs.raft.RaftStatus.RoleName;
import kvs.raft.Snapshot;
import kvs.raft.Write;

/** A world of three nodes without a Raft in them, whose states a test makes up. */
final class Three {
    static final Configuration VOTERS = Configuration.ofVoters(1, 2, 3);

    final World world;
    final SimNode one;
    final SimNode two;
    final SimNode three;

    Three() {
        this(PlanDraw.draw(1).raft());
    }

    /** Three nodes with default options but for the limit on waiting reads; pre-votes and check-quorum are on. */
    static Three withPendingReads(int limit) {
        return new Three(RaftOptions.DEFAULT.withMaxPendingReads(limit));
    }

    private Three(RaftOptions options) {
        Plan drawn = PlanDraw.draw(1);
        Plan.Shape shape = new Plan.Shape(3, 0, 1, 1, 1, 1, 0, 0, drawn.shape().faultMicros(), 0, false);
        world = new World(new Plan(1, shape, drawn.rates(), options, drawn.replica(), List.of()), Trace.OFF);
        one = world.addNode(VOTERS);
        two = world.addNode(VOTERS);
        three = world.addNode(VOTERS);
    }

    /** The event is over, and the Raft inside {@code node} stands like this. */
    void stands(SimNode node, long term, boolean leads, long commit) {
        node.standing = new Standing(term, leads, commit, node.issued.lastId(), 0);
        world.invariants.afterEvent(node);
    }

    Write appends(SimNode node, long number, Entry... entries) {
        Write write = new Write(number, null, null, List.of(entries));
        world.invariants.issued(node, write);
        return write;
    }

    void appendsDurably(SimNode node, long number, Entry... entries) {
        node.disk.issue(appends(node, number, entries));
        node.disk.complete(number);
    }

    /** Returns what a follower says of itself that has voted for {@code vote}. */
    static RaftStatus voted(long term, int vote) {
        return status(RoleName.FOLLOWER, term, vote, EntryId.NONE, 0);
    }

    /** Returns what a Raft says of itself, as far as the rules ask. */
    static RaftStatus status(
            RoleName role, long term, EntryId last, int target, RaftStatus.FollowerStatus... followers) {
        return status(role, term, 0, last, target, followers);
    }

    private static RaftStatus status(
            RoleName role, long term, int vote, EntryId last, int target, RaftStatus.FollowerStatus... followers) {
        return new RaftStatus(
                1,
                role,
                term,
                vote,
                0,
                false,
                0,
                1,
                last,
                0,
                new Snapshot(EntryId.NONE, VOTERS),
                VOTERS,
                List.of(followers),
                target,
                Map.of());
    }

    static Consumer<Throwable> breaks(Rule rule) {
        return thrown -> {
            assertThat(thrown).isInstanceOf(Violation.class);
            assertThat(((Violation) thrown).rule()).isEqualTo(rule);
        };
    }
}

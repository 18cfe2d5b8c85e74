package kvs.raft;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import kvs.raft.Effects.ReadOutcome;

/**
 * Reads that wait on the leader until it is certain that it still was the leader after they arrived (ReadIndex, thesis
 * §6.4). All reads that arrived since the last round share the next one: a round is a number that the followers'
 * answers repeat.
 */
final class Reads {

    /** Reads that share a round: they may be answered at {@code index} once a majority has answered it. */
    private record Batch(long round, long index, List<Long> ids) {}

    /** Reads that no round has been started for. */
    private List<Long> fresh = new ArrayList<>();

    /** By ascending round. */
    private final ArrayDeque<Batch> batches = new ArrayDeque<>();

    /** The number of the latest round. No number is used twice in a term, whatever was lost or repeated. */
    private long round;

    private int waiting;

    /** Returns the latest round, which every message to a follower names. */
    long round() {
        return round;
    }

    /** Returns how many reads wait. */
    int waiting() {
        return waiting;
    }

    /**
     * Returns whether a leader may take one more read. While it is transferring the leadership it may not: the target may
     * lead already, and the rounds of reads would keep the followers from an election if the target never does.
     *
     * @param transferring whether a transfer is active
     * @param max how many reads may wait
     * @exercise 5.5
     */
    boolean mayWait(boolean transferring, int max) {
        throw new UnsupportedOperationException("exercise 5.5: not written yet");
    }

    /** Adds a read. */
    void add(long id) {
        fresh.add(id);
        waiting++;
    }

    /**
     * Starts a round for all {@link #fresh} reads, if there are any, and returns whether it did. The round has a number of
     * its own, one more than the latest, although earlier rounds may still be open: only messages that are sent from now
     * on name it. Its reads, in the order of their arrival, are a new {@link Batch} and fresh no longer; they will be
     * answered at the present commit index.
     *
     * <p>As long as no entry of the leader's own term is committed, no round is started and the reads stay fresh: entries
     * of earlier leaders may be committed without this one knowing it (Raft §8).
     *
     * @param commit the leader's commit index
     * @param commitTerm the term of the entry at {@code commit}
     * @param term the leader's term
     * @exercise 5.5
     */
    boolean startRound(long commit, long commitTerm, long term) {
        throw new UnsupportedOperationException("exercise 5.5: not written yet");
    }

    /** Starts a round for which no read waits, to extend a lease. */
    void startEmptyRound() {
        round++;
    }

    /**
     * Returns the reads that are ready, in the order of their arrival, each at the index of its round, and forgets them:
     * those of all rounds up to {@code answered}. They no longer count as {@link #waiting}. An answer to a round shows that
     * the leader was the leader when the round was started, so it serves all earlier rounds; it says nothing about a later
     * one.
     *
     * @param answered the highest round that a majority of the voters has answered
     * @exercise 5.5
     */
    List<ReadOutcome> ready(long answered) {
        throw new UnsupportedOperationException("exercise 5.5: not written yet");
    }

    /** Returns all reads that wait, as lost, and forgets them. */
    List<ReadOutcome> lose() {
        List<ReadOutcome> lost = new ArrayList<>();
        for (Batch batch : batches) {
            batch.ids.forEach(id -> lost.add(new ReadOutcome.Lost(id)));
        }
        fresh.forEach(id -> lost.add(new ReadOutcome.Lost(id)));
        batches.clear();
        fresh.clear();
        waiting = 0;
        return lost;
    }
}

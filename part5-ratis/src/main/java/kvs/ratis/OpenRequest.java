package kvs.ratis;

import kvs.cluster.Requests;
import kvs.raft.kv.Response;

/** A request that waits for its answer. */
final class OpenRequest {
    private final Requests.Answer answer;
    private final long deadlineNanos;
    private final boolean changes;

    /** Set by Ratis' threads, and by the one that submits. */
    private volatile boolean appended;

    /** For the loop's thread. */
    private boolean answered;

    /** @param changes whether it may leave anything behind: it is no read, and no question */
    OpenRequest(Requests.Answer answer, long deadlineNanos, boolean changes) {
        this.answer = answer;
        this.changes = changes;
        this.deadlineNanos = deadlineNanos;
    }

    /**
     * It may be in a log from now on. When Ratis gives up on it then, {@code NotLeaderException} included, it may have
     * happened.
     */
    void appended() {
        appended = true;
    }

    boolean isAppended() {
        return appended;
    }

    boolean isChange() {
        return changes;
    }

    boolean isAnswered() {
        return answered;
    }

    boolean isOverdue(long nowNanos) {
        return nowNanos - deadlineNanos >= 0;
    }

    /** Answers it; returns false if it was answered before. For the loop's thread. */
    boolean answer(Response response) {
        if (answered) {
            return false;
        }
        answered = true;
        answer.answered(response);
        return true;
    }
}

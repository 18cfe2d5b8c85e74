package kvs.cluster.client;

import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import kvs.cluster.HostPort;
import kvs.raft.kv.Request;
import kvs.raft.proto.NotLeaderProto;
import kvs.raft.proto.ResponseProto;
import kvs.raft.proto.ResponseProto.ResponseCase;
import org.jspecify.annotations.Nullable;

/**
 * One request, from its first attempt to its answer.
 *
 * <pre>
 *   round:  ask the leader, or a node ──▶ not the leader: ask the one that it names, if not yet asked in this round
 *              │        │      └────────▶ no connection: ask another
 *              │        └───────────────▶ busy: end the round
 *              ▼
 *           the answer            every node asked: pause, and begin another round
 * </pre>
 *
 * <p>So nodes that name each other cost a pause per round, and no loop of its own.
 */
final class ClusterCall {
    /** What a lost answer means. */
    enum Kind {
        /** Nothing: the request may be sent again. */
        REPEATABLE,
        /** The write may have happened, and its repetition has no further effect. */
        IN_SESSION,
        /** The request may have happened, and must not be sent again. */
        ONCE
    }

    /** The session of the write does not exist any more. */
    static final class SessionLost extends Exception {
        private static final long serialVersionUID = 1;

        /** What is known of an earlier attempt; null if none had an effect. */
        private final @Nullable MayHaveHappenedException earlier;

        SessionLost(@Nullable MayHaveHappenedException earlier) {
            super("the session has expired");
            this.earlier = earlier;
        }

        @Nullable
        MayHaveHappenedException earlier() {
            return earlier;
        }
    }

    private final Members members;
    private final ClientOptions options;
    private final ClientClock clock;
    private final RandomGenerator random;
    private final Deadline deadline;
    private final Kind kind;
    private final boolean anyNode;
    private final ResponseCase expected;
    private final Supplier<Request> request;

    /** Whether an attempt was sent whose outcome is unknown. Once true, no answer to another attempt makes it false. */
    private boolean uncertain;

    /** Whether a node asked for a pause. */
    private boolean busy;

    /** What a call shares with all others of its client. */
    record Setting(Members members, ClientOptions options, ClientClock clock, RandomGenerator random) {}

    /**
     * Prepares a call.
     *
     * @param anyNode whether any node can answer, and not the leader alone
     * @param expected the kind of answer
     * @param request makes the request of each attempt
     */
    ClusterCall(
            Setting setting,
            Deadline deadline,
            Kind kind,
            boolean anyNode,
            ResponseCase expected,
            Supplier<Request> request) {
        this.members = setting.members();
        this.options = setting.options();
        this.clock = setting.clock();
        this.random = setting.random();
        this.deadline = deadline;
        this.kind = kind;
        this.anyNode = anyNode;
        this.expected = expected;
        this.request = request;
    }

    /** Returns the answer, which is of the expected kind. */
    ResponseProto answer() throws ClusterException, SessionLost {
        try {
            long pause = options.firstPause().toNanos();
            while (true) {
                ResponseProto answer = round();
                if (answer != null) {
                    return answer;
                }
                pause(pause);
                pause = Math.min(2 * pause, options.maxPause().toNanos());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw failed("the thread was interrupted");
        }
    }

    /** Asks each node at most once; returns null if none had the answer. */
    private @Nullable ResponseProto round() throws ClusterException, SessionLost, InterruptedException {
        Set<HostPort> asked = new HashSet<>();
        busy = false;
        while (!busy) {
            HostPort node = anyNode ? members.any(asked) : members.next(asked);
            if (node == null) {
                return null;
            }
            asked.add(node);
            ResponseProto answer = ask(node);
            if (answer != null) {
                return answer;
            }
        }
        return null;
    }

    /** Waits for three quarters of {@code nanos} or a little longer, so that clients do not come back all at once. */
    private void pause(long nanos) throws InterruptedException, ClusterException {
        requireTime();
        clock.pause(Math.min(deadline.left(), nanos - random.nextLong(nanos / 4 + 1)));
    }

    private void requireTime() throws ClusterException {
        if (members.isClosed()) {
            throw failed("the client is closed");
        }
        if (deadline.isOver()) {
            throw uncertain ? deadline.mayHaveHappened("no answer within " + deadline.seconds()) : deadline.tooLate();
        }
    }

    private ClusterException failed(String why) {
        return uncertain ? deadline.mayHaveHappened(why) : deadline.unavailable(why);
    }

    /** Makes one attempt; returns null if another node has to be asked. */
    private @Nullable ResponseProto ask(HostPort node) throws ClusterException, SessionLost, InterruptedException {
        requireTime();
        NodeConnection connection = connect(node);
        if (connection == null) {
            return null;
        }
        requireTime();
        long time = kind == Kind.ONCE ? deadline.left() : deadline.left(options.attemptTime());
        CompletableFuture<ResponseProto> answer = connection.send(request.get());
        try {
            return judge(node, connection, clock.await(answer, time));
        } catch (TimeoutException _) {
            answer.cancel(false);
            connection.retire();
            lost(node, "no answer in time");
        } catch (ExecutionException e) {
            Throwable cause = e.getCause();
            if (cause instanceof NotSentException) {
                unreachable(node, cause);
            } else {
                lost(node, "connection lost: " + words(cause));
            }
        } catch (InterruptedException e) {
            uncertain |= kind != Kind.REPEATABLE;
            throw e;
        }
        return null;
    }

    private @Nullable NodeConnection connect(HostPort node) throws InterruptedException {
        try {
            return members.connection(node, deadline.left(options.connectTime()));
        } catch (IOException e) {
            unreachable(node, e);
            return null;
        }
    }

    private void unreachable(HostPort node, @Nullable Throwable cause) {
        deadline.said(node, words(cause));
        members.failed(node);
    }

    private static String words(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? String.valueOf(cause) : cause.getMessage();
    }

    /** The attempt was sent, and its answer is lost. */
    private void lost(HostPort node, String words) throws ClusterException {
        deadline.said(node, words);
        members.failed(node);
        unknown("the answer of " + node + " is missing");
    }

    /** The outcome of an attempt is unknown: ends the call if it must not be repeated. */
    private void unknown(String why) throws ClusterException {
        switch (kind) {
            case REPEATABLE -> {}
            case IN_SESSION -> uncertain = true;
            case ONCE -> throw deadline.mayHaveHappened(why);
        }
    }

    /** Returns the answer if it ends the call; null if another attempt is needed. */
    private @Nullable ResponseProto judge(HostPort node, NodeConnection connection, ResponseProto answer)
            throws ClusterException, SessionLost {
        ResponseCase got = answer.getResponseCase();
        if (got == ResponseCase.SESSION_OPENED && answer.getSessionOpened() < 1) {
            malformed(node, connection, "the id of a session is not a positive number");
            return null;
        }
        if (got == expected) {
            if (anyNode) {
                members.answered(node);
            } else {
                members.leads(node);
            }
            return answer;
        }
        switch (got) {
            case NOT_LEADER -> {
                deadline.said(node, words(answer.getNotLeader()));
                members.redirected(node, answer.getNotLeader());
            }
            case BUSY -> {
                deadline.said(node, "busy: a limit was reached, or another change or a transfer is in progress");
                members.answered(node);
                busy = true;
            }
            case MAY_HAVE_HAPPENED -> {
                deadline.said(node, "does not know whether it happened");
                members.answered(node);
                unknown("the node lost the leadership, or does not reach a majority");
            }
            case REJECTED -> {
                members.answered(node);
                if (uncertain) {
                    throw deadline.mayHaveHappened(node + " rejected its repetition: " + answer.getRejected());
                }
                throw deadline.rejected(node, answer.getRejected());
            }
            case SESSION_EXPIRED -> {
                if (kind != Kind.IN_SESSION) {
                    wrongKind(node, connection, got);
                } else {
                    throw new SessionLost(
                            uncertain
                                    ? deadline.mayHaveHappened("the session has expired before the write was repeated")
                                    : null);
                }
            }
            case VALUE, WRITTEN, ROWS, PONG, SESSION_OPENED, CONFIGURATION, TRANSFERRED, INFO, RESPONSE_NOT_SET ->
                wrongKind(node, connection, got);
        }
        return null;
    }

    private void wrongKind(HostPort node, NodeConnection connection, ResponseCase got) throws ClusterException {
        malformed(node, connection, got + " where " + expected + " was expected");
    }

    private void malformed(HostPort node, NodeConnection connection, String problem) throws ClusterException {
        connection.reject(problem);
        lost(node, "malformed answer: " + problem);
    }

    private static String words(NotLeaderProto answer) {
        if (answer.getLeader() == 0) {
            return "does not lead, and knows no leader";
        }
        return "does not lead, and names node " + answer.getLeader()
                + (answer.getAddress().isEmpty() ? "" : " at " + answer.getAddress());
    }
}

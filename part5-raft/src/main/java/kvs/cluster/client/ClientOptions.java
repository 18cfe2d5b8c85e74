package kvs.cluster.client;

import java.time.Duration;
import java.util.function.Consumer;

/**
 * The options of a client.
 *
 * @param callTime how long a call may take, with all its attempts. Default 5 seconds
 * @param attemptTime how long one node may take to answer a request that may be repeated; after that another node is
 *     asked. Default 1 second
 * @param connectTime how long connecting to one node may take. Default 1 second
 * @param firstPause how long a call waits after every node was asked and none leads; it doubles each time. Default 10 ms
 * @param maxPause which the pauses do not exceed. Default 100 ms
 * @param sessions whether writes go through a session, in which the cluster recognizes a repetition. Without one, no write
 *     is sent twice, and a lost answer is a {@link MayHaveHappenedException}. Default true
 * @param maxWritesPerSession that are on their way at the same time; for more, further sessions are opened. No more than
 *     the nodes keep answers ({@code ReplicaOptions.maxAnswers}). Default 64
 * @param maxResponseBytes of one response; a longer one closes the connection. Default 32 MiB
 * @param maxOpenRequests on one connection that have no answer yet. Default 100,000
 * @param maxWaitingBytes of requests to one node that does not read; above it, requests to that node fail. Default 64 MiB
 */
public record ClientOptions(
        Duration callTime,
        Duration attemptTime,
        Duration connectTime,
        Duration firstPause,
        Duration maxPause,
        boolean sessions,
        int maxWritesPerSession,
        int maxResponseBytes,
        int maxOpenRequests,
        int maxWaitingBytes) {

    public static final ClientOptions DEFAULT = new Draft().options();

    public ClientOptions {
        requireTime("callTime", callTime);
        requireTime("attemptTime", attemptTime);
        requireTime("connectTime", connectTime);
        requireTime("firstPause", firstPause);
        requireTime("maxPause", maxPause);
        requirePositive("maxWritesPerSession", maxWritesPerSession);
        requirePositive("maxResponseBytes", maxResponseBytes);
        requirePositive("maxOpenRequests", maxOpenRequests);
        requirePositive("maxWaitingBytes", maxWaitingBytes);
        if (firstPause.compareTo(maxPause) > 0) {
            throw new IllegalArgumentException(
                    "firstPause is " + firstPause + ", and must not be longer than maxPause, " + maxPause);
        }
    }

    private static void requireTime(String name, Duration time) {
        if (time.compareTo(Duration.ofMillis(1)) < 0 || time.compareTo(Duration.ofMillis(Integer.MAX_VALUE)) > 0) {
            throw new IllegalArgumentException(name + " is " + time + ", and must be from 1 ms to 24 days");
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " is " + value + ", and must be 1 or more");
        }
    }

    public ClientOptions callTime(Duration time) {
        return with(draft -> draft.callTime = time);
    }

    public ClientOptions attemptTime(Duration time) {
        return with(draft -> draft.attemptTime = time);
    }

    public ClientOptions connectTime(Duration time) {
        return with(draft -> draft.connectTime = time);
    }

    public ClientOptions pauses(Duration first, Duration max) {
        return with(draft -> {
            draft.firstPause = first;
            draft.maxPause = max;
        });
    }

    public ClientOptions sessions(boolean used) {
        return with(draft -> draft.sessions = used);
    }

    public ClientOptions maxWritesPerSession(int writes) {
        return with(draft -> draft.maxWritesPerSession = writes);
    }

    public ClientOptions maxResponseBytes(int bytes) {
        return with(draft -> draft.maxResponseBytes = bytes);
    }

    public ClientOptions maxOpenRequests(int requests) {
        return with(draft -> draft.maxOpenRequests = requests);
    }

    public ClientOptions maxWaitingBytes(int bytes) {
        return with(draft -> draft.maxWaitingBytes = bytes);
    }

    private ClientOptions with(Consumer<Draft> change) {
        Draft draft = new Draft();
        draft.callTime = callTime;
        draft.attemptTime = attemptTime;
        draft.connectTime = connectTime;
        draft.firstPause = firstPause;
        draft.maxPause = maxPause;
        draft.sessions = sessions;
        draft.maxWritesPerSession = maxWritesPerSession;
        draft.maxResponseBytes = maxResponseBytes;
        draft.maxOpenRequests = maxOpenRequests;
        draft.maxWaitingBytes = maxWaitingBytes;
        change.accept(draft);
        return draft.options();
    }

    /** Options that are being put together, from the defaults on. */
    private static final class Draft {
        Duration callTime = Duration.ofSeconds(5);
        Duration attemptTime = Duration.ofSeconds(1);
        Duration connectTime = Duration.ofSeconds(1);
        Duration firstPause = Duration.ofMillis(10);
        Duration maxPause = Duration.ofMillis(100);
        boolean sessions = true;
        int maxWritesPerSession = 64;
        int maxResponseBytes = 32 << 20;
        int maxOpenRequests = 100_000;
        int maxWaitingBytes = 64 << 20;

        ClientOptions options() {
            return new ClientOptions(
                    callTime,
                    attemptTime,
                    connectTime,
                    firstPause,
                    maxPause,
                    sessions,
                    maxWritesPerSession,
                    maxResponseBytes,
                    maxOpenRequests,
                    maxWaitingBytes);
        }
    }
}

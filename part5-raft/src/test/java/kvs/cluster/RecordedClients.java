package kvs.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.cluster.client.MayHaveHappenedException;
import kvs.history.Answer;
import kvs.history.Call;
import kvs.history.Checker;
import kvs.history.ClientOracle;
import kvs.history.History;
import kvs.history.Recorder;
import kvs.history.Request;
import kvs.history.Verdict;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Clients that read and write a few keys while a test does something to the cluster, and a record of what they saw, which is
 * checked for linearizability in the end.
 */
final class RecordedClients implements AutoCloseable {
    private static final int KEYS = 8;

    /**
     * Operations that the clients make beyond those that the test has waited for: the cluster is under load while the test does
     * something to it, and the machine is not while a process starts.
     */
    private static final int AHEAD = 400;

    private final Supplier<ClusterClient> connect;
    private final List<Thread> threads = new ArrayList<>();
    private final List<ClusterClient> clients = new ArrayList<>();
    private final Recorder recorder = new Recorder();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicInteger values = new AtomicInteger();

    /** Answered operations, of all clients. Guarded by the recorder. */
    private int answered;

    private int uncertain;
    private int refused;

    /** When each write was acknowledged, as {@link System#nanoTime}. */
    private final List<Long> acknowledged = new ArrayList<>();

    /** Operations that the clients have begun, and those that they may begin. Guarded by the recorder. */
    private int begun;

    private int allowed = AHEAD;

    /** Starts clients, each with a connection of its own. */
    RecordedClients(int count, long seed, Supplier<ClusterClient> connect) {
        this.connect = connect;
        SplittableRandom random = new SplittableRandom(seed);
        for (int client = 0; client < count; client++) {
            int number = client;
            SplittableRandom own = random.split();
            ClusterClient connection = connect.get();
            clients.add(connection);
            threads.add(Thread.ofPlatform().name("client-" + client).start(() -> run(number, connection, own)));
        }
    }

    private void run(int client, ClusterClient connection, SplittableRandom random) {
        while (mayBegin()) {
            String key = "k" + random.nextInt(KEYS);
            Request request = switch (random.nextInt(10)) {
                case 0, 1, 2 -> new Request.Get();
                case 3 -> new Request.Delete();
                case 4, 5 ->
                    new Request.CompareAndSet(
                            random.nextInt(3) == 0 ? null : "v" + Math.max(1, values.get() - random.nextInt(KEYS)),
                            "v" + values.incrementAndGet());
                default -> new Request.Set("v" + values.incrementAndGet());
            };
            int operation;
            synchronized (recorder) {
                operation = recorder.invoked(client, key, request, System.nanoTime());
            }
            try {
                Answer answer = call(connection, Bytes.utf8(key), request);
                synchronized (recorder) {
                    recorder.returned(operation, answer, System.nanoTime());
                    answered++;
                    if (!(request instanceof Request.Get)) {
                        acknowledged.add(System.nanoTime());
                    }
                    recorder.notifyAll();
                }
            } catch (MayHaveHappenedException e) {
                synchronized (recorder) {
                    uncertain++;
                    allowed++;
                    recorder.notifyAll();
                }
            } catch (ClusterException e) {
                synchronized (recorder) {
                    recorder.forget(operation);
                    refused++;
                    allowed++;
                    recorder.notifyAll();
                }
            }
        }
    }

    /** Waits until the test allows another operation; returns whether there is one. */
    private boolean mayBegin() {
        synchronized (recorder) {
            while (begun >= allowed && !stopping.get()) {
                await(recorder);
            }
            begun++;
            return !stopping.get();
        }
    }

    private static void await(Object monitor) {
        try {
            monitor.wait();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static Answer call(ClusterClient connection, Bytes key, Request request) throws ClusterException {
        return switch (request) {
            case Request.Get() -> found(connection.get(key));
            case Request.Set(String value) -> {
                connection.set(key, Bytes.utf8(value));
                yield new Answer.Done();
            }
            case Request.Delete() -> new Answer.Removed(connection.delete(key));
            case Request.CompareAndSet(String expected, String value) ->
                found(connection
                        .compareAndSet(key, expected == null ? null : Bytes.utf8(expected), Bytes.utf8(value))
                        .found());
        };
    }

    private static Answer found(@Nullable Bytes value) {
        return new Answer.Found(value == null ? null : value.utf8());
    }

    /** Waits until this number of further operations is answered: the cluster serves. */
    void awaitAnswered(int further) {
        synchronized (recorder) {
            int wanted = answered + further;
            allowed = Math.max(allowed, begun + further + AHEAD);
            recorder.notifyAll();
            while (answered < wanted) {
                await(recorder);
            }
        }
    }

    /** Stops the clients. Returns what they saw. */
    History<Call> stop() {
        end();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
        synchronized (recorder) {
            return recorder.history();
        }
    }

    /**
     * Stops the clients, reads every key once more, and checks everything that was seen.
     *
     * @return how many operations have an unknown outcome
     */
    int stopAndCheck() {
        stop();
        int reader = threads.size();
        try (ClusterClient last = connect.get()) {
            for (int key = 0; key < KEYS; key++) {
                int operation = recorder.invoked(reader, "k" + key, new Request.Get(), System.nanoTime());
                recorder.returned(operation, call(last, Bytes.utf8("k" + key), new Request.Get()), System.nanoTime());
            }
        } catch (ClusterException e) {
            throw new AssertionError("the cluster does not answer in the end", e);
        }
        History<Call> history = recorder.history();
        var objections = ClientOracle.check(history);
        if (!objections.isEmpty()) {
            throw new AssertionError("a simple oracle objects: " + objections);
        }
        Verdict<Call> verdict = Checker.ofKeys().check(history);
        if (!(verdict instanceof Verdict.Linearizable)) {
            throw new AssertionError(
                    "the history of " + history.operations().size() + " operations is not linearizable: " + verdict);
        }
        return uncertain;
    }

    /** Returns the longest time without an acknowledged write that ended after {@code nanos}, as {@link System#nanoTime}. */
    Duration longestGapSince(long nanos) {
        synchronized (recorder) {
            long longest = 0;
            for (int i = 1; i < acknowledged.size(); i++) {
                if (acknowledged.get(i) - nanos > 0) {
                    longest = Math.max(longest, acknowledged.get(i) - acknowledged.get(i - 1));
                }
            }
            return Duration.ofNanos(longest);
        }
    }

    /** Returns how many operations had no answer: those that did not happen, and those of which this is unknown. */
    int unanswered() {
        synchronized (recorder) {
            return refused + uncertain;
        }
    }

    private void end() {
        stopping.set(true);
        synchronized (recorder) {
            recorder.notifyAll();
        }
    }

    @Override
    public void close() {
        end();
        clients.forEach(ClusterClient::close);
    }
}

package kvs.cluster.demo;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import kvs.cluster.NodeTrace;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.cluster.client.MayHaveHappenedException;
import kvs.history.Answer;
import kvs.history.Call;
import kvs.history.History;
import kvs.history.Recorder;
import kvs.history.Request;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.Response;
import kvs.sim.Json;
import org.jspecify.annotations.Nullable;

/**
 * Clients that write and read at the same time, and a record of what they see. A third of their operations write a note, a key that
 * is never written again; the others are on a few keys that all clients share.
 */
final class DemoClients implements AutoCloseable {
    private static final int SHARED_KEYS = 6;

    /** Between two operations of a client, so that a page can show them. */
    private static final Duration PAUSE = Duration.ofMillis(8);

    /** A client whose write has no answer is another one from then on: a client makes one call after the other. */
    private static final int GENERATION = 1_000;

    private static final int SCAN_LIMIT = 1_000;

    private final int count;
    private final long seed;
    private final RunTrace trace;
    private final List<ClusterClient> connections = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopping;

    /** Guarded by itself, as is what follows. */
    private final Recorder recorder = new Recorder();

    private int values;
    private int acknowledged;

    /** Counts the acknowledged writes that were invoked after {@link #mark}. */
    private int sinceMark;

    private long mark;

    /**
     * Prepares clients, each with connections of its own.
     *
     * @param seed of what they do
     */
    DemoClients(int count, long seed, Supplier<ClusterClient> connect, RunTrace trace) {
        this.count = count;
        this.seed = seed;
        this.trace = trace;
        for (int client = 0; client <= count; client++) {
            connections.add(connect.get());
        }
    }

    /** Starts the clients; they go on until {@link #stop}. */
    void start() {
        SplittableRandom random = new SplittableRandom(seed);
        for (int client = 1; client <= count; client++) {
            int number = client;
            SplittableRandom own = random.split();
            threads.add(Thread.ofPlatform().daemon().name("client-" + client).start(() -> run(number, own)));
        }
    }

    private void run(int client, SplittableRandom random) {
        int identity = client;
        int notes = 0;
        while (!stopping) {
            int draw = random.nextInt(12);
            boolean note = draw < 4;
            String key = note ? Notes.key(client, ++notes) : "k" + random.nextInt(SHARED_KEYS);
            Request request = draw < 8 ? new Request.Set(newValue()) : request(draw, random);
            if (!perform(client, identity, key, request)) {
                identity += GENERATION;
            }
            LockSupport.parkNanos(PAUSE.toNanos());
        }
    }

    private Request request(int draw, SplittableRandom random) {
        if (draw < 11) {
            return new Request.Get();
        }
        synchronized (recorder) {
            String expected = "v" + Math.max(1, values - random.nextInt(2 * SHARED_KEYS));
            return new Request.CompareAndSet(expected, newValue());
        }
    }

    private String newValue() {
        synchronized (recorder) {
            values++;
            return "v" + values;
        }
    }

    /** Returns whether the outcome is known. */
    private boolean perform(int client, int identity, String key, Request request) {
        String text = text(key, request);
        int operation;
        long invoked;
        trace("invoke", new Json().add("client", "C" + client).add("op", text));
        synchronized (recorder) {
            invoked = System.nanoTime();
            operation = recorder.invoked(identity, key, request, invoked);
        }
        try {
            Answer answer = call(connections.get(client), Bytes.utf8(key), request);
            synchronized (recorder) {
                recorder.returned(operation, answer, System.nanoTime());
                if (Gaps.isWrite(request)) {
                    acknowledged++;
                    sinceMark += invoked >= mark ? 1 : 0;
                }
            }
            returned(client, new Json().add("op", text + " → " + answer));
            return true;
        } catch (MayHaveHappenedException _) {
            returned(
                    client,
                    new Json()
                            .add("op", text + " → no answer: it may have happened")
                            .add("ok", false));
            return false;
        } catch (ClusterException _) {
            synchronized (recorder) {
                recorder.forget(operation);
            }
            returned(client, new Json().add("op", text + " → not done").add("ok", false));
            return true;
        }
    }

    private void returned(int client, Json fields) {
        trace("return", fields.add("client", "C" + client));
    }

    private void trace(String event, Json fields) {
        trace.add(NodeTrace.wallMicros(), event, fields);
    }

    private static String text(String key, Request request) {
        return switch (request) {
            case Request.Get() -> "get " + key;
            case Request.Set(String value) -> "set " + key + " " + value;
            case Request.Delete() -> "delete " + key;
            case Request.CompareAndSet(String expected, String value) ->
                "cas " + key + " from " + expected + " to " + value;
        };
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

    /** Begins to count; returns the time. */
    long mark() {
        synchronized (recorder) {
            mark = System.nanoTime();
            sinceMark = 0;
            return mark;
        }
    }

    /** Returns how many writes were acknowledged of those that were invoked after the mark. */
    int acknowledgedSinceMark() {
        synchronized (recorder) {
            return sinceMark;
        }
    }

    int acknowledged() {
        synchronized (recorder) {
            return acknowledged;
        }
    }

    /** Returns what was recorded so far. */
    History<Call> history() {
        synchronized (recorder) {
            return recorder.history();
        }
    }

    /** Stops the clients. Returns after the last call of each. */
    void stop() throws InterruptedException {
        stopping = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /** Reads every shared key once more, for the record. Returns every note that is there. Only after {@link #stop}. */
    Map<String, String> readAll() throws ClusterException {
        ClusterClient reader = connections.getFirst();
        for (int i = 0; i < SHARED_KEYS; i++) {
            String key = "k" + i;
            int operation = recorder.invoked(0, key, new Request.Get(), System.nanoTime());
            Answer answer = call(reader, Bytes.utf8(key), new Request.Get());
            recorder.returned(operation, answer, System.nanoTime());
        }
        Map<String, String> notes = new TreeMap<>();
        KeyRange range = KeyRange.startingWith(Bytes.utf8(Notes.PREFIX));
        Response.Rows rows = reader.scan(range, SCAN_LIMIT);
        while (true) {
            rows.rows().forEach(row -> notes.put(row.key().utf8(), row.value().utf8()));
            if (!rows.more() || rows.rows().isEmpty()) {
                return notes;
            }
            // The first key after the last one.
            Bytes from = Bytes.utf8(rows.rows().getLast().key().utf8() + "\0");
            rows = reader.scan(new KeyRange(from, range.to()), SCAN_LIMIT);
        }
    }

    /** Closes all connections: calls that are under way fail. */
    @Override
    public void close() {
        stopping = true;
        connections.forEach(ClusterClient::close);
    }
}

package kvs.sim;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import kvs.history.Answer;
import kvs.history.Call;
import kvs.history.Request;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Response;
import kvs.raft.kv.WriteId;
import org.jspecify.annotations.Nullable;

/** What the clients ask for. Each value is written once, so that a read names the write that it saw. */
final class Workload {
    private static final int PERCENT = 100;

    private final List<String> keys = new ArrayList<>();
    /** The last value of each key that any client heard of: what a compare-and-set expects. */
    private final Map<String, @Nullable String> heard = new HashMap<>();
    /** Reads of each key once more, at the end of the run. */
    private final Queue<Step> finalReads = new ArrayDeque<>();

    private int values;
    /** In the second phase, only writes whose effect is certain are asked for. */
    private boolean fresh;

    private final int readPercent;

    Workload(int keyCount, int readPercent) {
        this.readPercent = readPercent;
        for (int i = 1; i <= keyCount; i++) {
            keys.add("k" + i);
        }
    }

    /** The next operations are the fresh writes of the second phase. */
    void beginFreshWrites() {
        fresh = true;
    }

    /** The next operations read every key; returns how many there are. */
    int beginFinalReads() {
        keys.forEach(key -> finalReads.add(new Step(Kind.GET, key, null, null, keys)));
        return finalReads.size();
    }

    Step next(SplittableRandom random, int client) {
        Step last = finalReads.poll();
        if (last != null) {
            return last;
        }
        String key = keys.get(random.nextInt(keys.size()));
        String value = "v" + ++values + "c" + client;
        int kind = random.nextInt(PERCENT);
        if (!fresh && random.nextInt(PERCENT) < readPercent) {
            Kind read = kind < 80 ? Kind.GET : kind < 95 ? Kind.SCAN : Kind.STALE_GET;
            return new Step(read, key, null, null, keys);
        }
        if (fresh || kind < 60) {
            return new Step(Kind.SET, key, value, null, keys);
        }
        return kind < 85
                ? new Step(Kind.COMPARE_AND_SET, key, value, heard.get(key), keys)
                : new Step(Kind.DELETE, key, null, null, keys);
    }

    /** Remembers what an answered operation says about its key. */
    void heard(Step step, Response response) {
        switch (response) {
            case Response.Found(Bytes value) -> heard.put(step.key, value.utf8());
            case Response.Missing() -> heard.remove(step.key);
            case Response.Mismatch(Bytes found) -> heard.put(step.key, text(found));
            case Response.Done _ -> heard.put(step.key, step.value);
            case Response.Rows _, Response.SessionOpened _, Response.SessionExpired _, Response.Changed _ -> {}
            case Response.Transferred _, Response.NotLeader _, Response.MayHaveHappened _, Response.Busy _ -> {}
            case Response.Rejected _, Response.StatusOf _ -> {}
        }
    }

    private static @Nullable String text(@Nullable Bytes bytes) {
        return bytes == null ? null : bytes.utf8();
    }

    private enum Kind {
        OPEN_SESSION,
        GET,
        /** Answered from any state: asked for to see that nothing breaks, and not recorded. */
        STALE_GET,
        SET,
        DELETE,
        COMPARE_AND_SET,
        SCAN
    }

    /** One operation of a client. */
    record Step(
            Kind kind,
            String key,
            @Nullable String value,
            @Nullable String expected,
            List<String> keys) {
        static final Step OPEN_SESSION = new Step(Kind.OPEN_SESSION, "", null, null, List.of());

        boolean opensSession() {
            return kind == Kind.OPEN_SESSION;
        }

        /** Returns whether the operation may change a key. */
        boolean isWrite() {
            return kind == Kind.SET || kind == Kind.DELETE || kind == Kind.COMPARE_AND_SET;
        }

        String text() {
            return switch (kind) {
                case OPEN_SESSION -> "open session";
                case GET -> "get " + key;
                case STALE_GET -> "stale get " + key;
                case SET -> "set " + key + "=" + value;
                case DELETE -> "delete " + key;
                case COMPARE_AND_SET -> "cas " + key + " " + (expected == null ? "absent" : expected) + "→" + value;
                case SCAN -> "scan";
            };
        }

        kvs.raft.kv.Request request(@Nullable WriteId id) {
            Bytes bytes = Bytes.utf8(key);
            Bytes written = value == null ? Bytes.EMPTY : Bytes.utf8(value);
            Bytes old = expected == null ? null : Bytes.utf8(expected);
            return switch (kind) {
                case OPEN_SESSION -> new kvs.raft.kv.Request.OpenSession();
                case GET -> new kvs.raft.kv.Request.Get(bytes, false);
                case STALE_GET -> new kvs.raft.kv.Request.Get(bytes, true);
                case SET -> new kvs.raft.kv.Request.Write(id, new KvCommand.Set(bytes, written));
                case DELETE -> new kvs.raft.kv.Request.Write(id, new KvCommand.Delete(bytes));
                case COMPARE_AND_SET ->
                    new kvs.raft.kv.Request.Write(id, new KvCommand.CompareAndSet(bytes, old, written));
                case SCAN -> new kvs.raft.kv.Request.Scan(KeyRange.ALL, keys.size(), false);
            };
        }

        /** Returns what the history says of this operation; nothing for one that any answer is right for. */
        List<Call> calls(int client, @Nullable Response response) {
            return switch (kind) {
                case OPEN_SESSION, STALE_GET -> List.of();
                case GET -> List.of(new Call(client, key, new Request.Get(), found(response)));
                case SET ->
                    List.of(new Call(
                            client, key, new Request.Set(written()), response == null ? null : new Answer.Done()));
                case DELETE ->
                    List.of(new Call(
                            client,
                            key,
                            new Request.Delete(),
                            response instanceof Response.Done(Bytes old) ? new Answer.Removed(old != null) : null));
                case COMPARE_AND_SET ->
                    List.of(new Call(client, key, new Request.CompareAndSet(expected, written()), found(response)));
                case SCAN -> response instanceof Response.Rows rows ? scanned(client, rows) : List.of();
            };
        }

        private String written() {
            return value == null ? "" : value;
        }

        private static @Nullable Answer found(@Nullable Response response) {
            return switch (response) {
                case Response.Found(Bytes value) -> new Answer.Found(value.utf8());
                case Response.Missing() -> new Answer.Found(null);
                case Response.Done(Bytes previous) -> new Answer.Found(Workload.text(previous));
                case Response.Mismatch(Bytes found) -> new Answer.Found(Workload.text(found));
                case null, default -> null;
            };
        }

        private List<Call> scanned(int client, Response.Rows rows) {
            if (rows.more()) {
                // Where the scan stopped at a limit, the keys after it were not read.
                return List.of();
            }
            Map<String, String> found = new HashMap<>();
            rows.rows().forEach(row -> found.put(row.key().utf8(), row.value().utf8()));
            return Call.ofScan(client, keys, found);
        }
    }
}

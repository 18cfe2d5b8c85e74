package kvs.cluster.resp;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import kvs.cluster.Metric;
import kvs.cluster.NodeAddress;
import kvs.cluster.Replication;
import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;

/** A store in a map. It answers at once, or when the test says so. For the thread of the loop. */
public final class FakeStore implements Replication {

    /** A request that is not answered. */
    public record Open(Request request, Answer answer) {}

    private final TreeMap<Bytes, Bytes> map = new TreeMap<>();
    private final Deque<Response> scripted = new ArrayDeque<>();

    /** What takes a request; null: it is answered at once. */
    private @Nullable BiConsumer<Request, Answer> taker;

    public final List<Request> submitted = new ArrayList<>();
    public final List<Open> open = new ArrayList<>();
    public int leader = 1;

    /** Where nodes are that are not at the default address. */
    public final Map<Integer, NodeAddress> addresses = new TreeMap<>();

    /** Keeps requests open from now on. */
    public void keepOpen() {
        taker = (request, answer) -> open.add(new Open(request, answer));
    }

    /** Hands each request to {@code newTaker} from now on. */
    public void take(BiConsumer<Request, Answer> newTaker) {
        taker = newTaker;
    }

    /** Answers the next requests with these. */
    public void script(Response... responses) {
        scripted.addAll(List.of(responses));
    }

    /** Answers the open request {@code index} from the map. */
    public void answer(int index) {
        Open request = open.remove(index);
        request.answer().answered(apply(request.request()));
    }

    /** Answers the open request {@code index}. */
    public void answer(int index, Response response) {
        open.remove(index).answer().answered(response);
    }

    @Override
    public void submit(Request request, Answer answer) {
        submitted.add(request);
        if (taker != null) {
            taker.accept(request, answer);
        } else {
            answer.answered(apply(request));
        }
    }

    /** Returns what a store answers that has only this map. */
    public Response apply(Request request) {
        if (!scripted.isEmpty()) {
            return scripted.remove();
        }
        return switch (request) {
            case Request.Get(Bytes key, boolean _) -> {
                Bytes value = map.get(key);
                yield value == null ? new Response.Missing() : new Response.Found(value);
            }
            case Request.Scan(KeyRange range, int limit, boolean _) -> scan(range, limit);
            case Request.Write write -> write(write.command());
            case Request.OpenSession _, Request.Change _, Request.Transfer _, Request.Status _ ->
                new Response.Rejected("not part of this test");
        };
    }

    private Response scan(KeyRange range, int limit) {
        List<Response.Row> rows = new ArrayList<>();
        for (Map.Entry<Bytes, Bytes> entry : map.tailMap(range.from(), true).entrySet()) {
            if (!range.contains(entry.getKey())) {
                break;
            }
            if (rows.size() == limit) {
                return new Response.Rows(rows, true);
            }
            rows.add(new Response.Row(entry.getKey(), entry.getValue()));
        }
        return new Response.Rows(rows, false);
    }

    private Response write(KvCommand command) {
        return switch (command) {
            case KvCommand.Set(Bytes key, Bytes value) -> new Response.Done(map.put(key, value));
            case KvCommand.Delete(Bytes key) -> new Response.Done(map.remove(key));
            case KvCommand.CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) ->
                Objects.equals(map.get(key), expected)
                        ? new Response.Done(map.put(key, value))
                        : new Response.Mismatch(map.get(key));
        };
    }

    @Override
    public String name() {
        return "fake";
    }

    @Override
    public int leader() {
        return leader;
    }

    @Override
    public @Nullable NodeAddress address(int node) {
        return node == 0 ? null : addresses.getOrDefault(node, NodeAddress.parse("host" + node, node));
    }

    @Override
    public List<Metric> metrics() {
        return List.of(new Metric("kvs_raft_term", false, 7, "The term."));
    }

    @Override
    public long cluster() {
        return 7;
    }

    @Override
    public void describe(NodeInfoProto.Builder info) {}

    @Override
    public void start() {}

    @Override
    public void resign(Duration timeout) {}

    @Override
    public void disconnect() {}

    @Override
    public void close() {}
}

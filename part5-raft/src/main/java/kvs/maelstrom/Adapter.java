package kvs.maelstrom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kvs.protocol.Bytes;
import kvs.raft.Envelope;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.MessageCodec;
import kvs.raft.kv.Replica;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.jspecify.annotations.Nullable;

/**
 * A node of Maelstrom as a function: lines and ticks in, lines out.
 *
 * <p>A line is a message, {@code {"src":NODE,"dest":NODE,"body":{"type":TYPE,…}}}. These types arrive:
 *
 * <ul>
 *   <li>{@code init}, from Maelstrom, once: this node's name and the names of all, which get the ids 1, 2, 3, … in that order.
 *   <li>{@code read}, {@code write}, {@code cas}, from clients: {@link ClientRequest}.
 *   <li>{@code raft}, from nodes: {@code bytes} is a message of {@link MessageCodec} in Base64. {@code message} names it, for
 *       people who read logs and diagrams.
 *   <li>{@code forward}, from nodes: a client's request, which the node sends to the leader that it knows. The leader answers
 *       the client itself. A node that is no leader answers it with an error; it does not forward again.
 * </ul>
 *
 * <p>Each request of a client gets at most one answer, and none only if a message between nodes was lost: the client's
 * own time-out covers that, and the checker counts it as unknown. A line that makes no sense is skipped with a note.
 *
 * <p>For one thread.
 */
public final class Adapter {
    private static final int SHOWN_CHARACTERS = 200;

    private final RandomGenerator random;
    private final Consumer<String> notes;

    /** Null before {@code init}. */
    private @Nullable Driver driver;

    /** This node's name. */
    private String name = "";

    /** The names of all nodes: the one at index 0 has the id 1. */
    private List<String> names = List.of();

    private final Map<Long, Open> open = new HashMap<>();
    private long tickets;

    /** The lines that leave with this turn. */
    private List<String> lines = new ArrayList<>();

    private Now now = new Now(0, 0);

    /**
     * A request that waits for its answer.
     *
     * @param id the client's number of the request, which the answer repeats
     * @param creates whether what waits is the second half of a cas that creates its key
     */
    private record Open(String client, JsonNode id, ClientRequest request, boolean creates) {}

    /**
     * @param random draws election time-outs
     * @param notes takes one sentence for each line that was skipped
     */
    public Adapter(RandomGenerator random, Consumer<String> notes) {
        this.random = random;
        this.notes = notes;
    }

    /**
     * Takes a turn: first the lines, then the ticks.
     *
     * @param arrived without their ends of line
     * @param ticks how many have passed since the turn before; they count from {@code init} on
     * @return the lines to print, without ends of line
     */
    public List<String> turn(Now time, List<String> arrived, int ticks) {
        now = time;
        if (driver != null) {
            driver.begin(time);
        }
        arrived.forEach(this::receive);
        if (driver != null) {
            for (int i = 0; i < ticks; i++) {
                driver.replica().tick();
            }
            end(driver);
        }
        List<String> sent = lines;
        lines = new ArrayList<>();
        return sent;
    }

    private void end(Driver node) {
        for (boolean again = true; again; ) {
            Driver.Sent sent = node.end();
            sent.envelopes().forEach(this::sendToPeer);
            again = false;
            for (Replica.Reply reply : sent.replies()) {
                Open request = open.remove(reply.ticket());
                if (request != null) {
                    again |= answer(node, request, reply.response());
                }
            }
        }
    }

    private void receive(String line) {
        JsonNode message;
        try {
            message = Json.parse(line);
        } catch (JsonProcessingException e) {
            skip("it is not JSON, " + e.getOriginalMessage(), line);
            return;
        }
        JsonNode body = message.path("body");
        if (!message.path("src").isTextual() || !body.path("type").isTextual()) {
            skip("a message has the fields src and body, and its body has a type", line);
        } else if (driver != null && !message.path("dest").asText().equals(name)) {
            skip("it is for another node than this one, " + name, line);
        } else {
            String problem = receive(message.path("src").asText(), body);
            if (problem != null) {
                skip(problem, line);
            }
        }
    }

    /** Returns why the message makes no sense, or null. */
    private @Nullable String receive(String from, JsonNode body) {
        return switch (body.path("type").asText()) {
            case "raft" -> raft(from, body);
            case "forward" -> forward(from, body);
            default -> {
                if (body.has("in_reply_to")) {
                    yield "this node asks nothing that could be answered";
                }
                yield request(from, body, true);
            }
        };
    }

    private void skip(String problem, String line) {
        String shown = line.length() <= SHOWN_CHARACTERS ? line : line.substring(0, SHOWN_CHARACTERS) + " …";
        notes.accept("skipped a line of standard input: " + problem + ": " + shown);
    }

    private @Nullable String raft(String from, JsonNode body) {
        if (driver == null) {
            return "this node has had no init yet";
        }
        try {
            Envelope envelope = MessageCodec.decode(
                    Base64.getDecoder().decode(body.path("bytes").asText()));
            if (envelope.from() != idOf(from)) {
                return "its sender is " + from + ", and the message inside is from node " + envelope.from();
            }
            driver.replica().receive(envelope);
            return null;
        } catch (IllegalArgumentException | MalformedMessageException e) {
            return "its bytes are no message of Raft in Base64: " + e.getMessage();
        }
    }

    private @Nullable String forward(String from, JsonNode body) {
        if (idOf(from) == 0) {
            return "only a node of the cluster forwards requests";
        }
        if (!body.path("client").isTextual() || !body.path("request").isObject()) {
            return "a forward has the fields client and request";
        }
        return request(body.path("client").asText(), body.path("request"), false);
    }

    /** Returns the id of the node of this name; 0 if there is none. */
    private int idOf(String node) {
        return names.indexOf(node) + 1;
    }

    /**
     * Answers a request, or starts it.
     *
     * @param mayForward whether it came from the client itself
     */
    private @Nullable String request(String client, JsonNode body, boolean mayForward) {
        JsonNode id = body.path("msg_id");
        if (!id.isIntegralNumber()) {
            return "without a msg_id, a whole number, it cannot be answered";
        }
        if (mayForward && body.path("type").asText().equals("init")) {
            init(client, id, body);
            return null;
        }
        ClientRequest request;
        try {
            request = ClientRequest.of(body);
        } catch (ClientRequest.InvalidException e) {
            error(client, id, e.code(), e.getMessage());
            return null;
        }
        if (driver == null) {
            error(client, id, ErrorCode.TEMPORARILY_UNAVAILABLE, "this node has had no init yet");
        } else if (driver.replica().raft().isLeader()) {
            start(driver, new Open(client, id, request, false));
        } else {
            int leader = mayForward ? driver.replica().raft().leader() : 0;
            if (leader == 0) {
                error(client, id, ErrorCode.TEMPORARILY_UNAVAILABLE, "this node leads no more, or knows no leader");
            } else {
                ObjectNode forwarded = Json.object().put("type", "forward").put("client", client);
                send(names.get(leader - 1), forwarded.set("request", body));
            }
        }
        return null;
    }

    private void init(String client, JsonNode id, JsonNode body) {
        String given = body.path("node_id").asText();
        List<String> all = new ArrayList<>();
        body.path("node_ids").forEach(node -> all.add(node.asText()));
        if (driver != null && (!given.equals(name) || !all.equals(names))) {
            error(client, id, ErrorCode.MALFORMED_REQUEST, "this node is " + name + " of " + names + " already");
        } else if (!all.contains(given) || all.stream().distinct().count() < all.size()) {
            String text = "node_ids has to name each node once, node_id among them, and is " + all;
            error(client, id, ErrorCode.MALFORMED_REQUEST, text);
        } else {
            if (driver == null) {
                name = given;
                names = all;
                driver = new Driver(idOf(given), all.size(), random);
                driver.begin(now);
            }
            reply(client, id, Json.object().put("type", "init_ok"));
        }
    }

    /** Starts a request on the leader. */
    private void start(Driver leader, Open request) {
        long ticket = ++tickets;
        open.put(ticket, request);
        leader.replica()
                .request(
                        ticket,
                        switch (request.request()) {
                            case ClientRequest.Read(Bytes key) -> new Request.Get(key, false);
                            case ClientRequest.Write(Bytes key, Bytes value) ->
                                new Request.Write(null, new KvCommand.Set(key, value));
                            case ClientRequest.Cas(Bytes key, Bytes from, Bytes to, boolean _) ->
                                new Request.Write(
                                        null, new KvCommand.CompareAndSet(key, request.creates() ? null : from, to));
                        });
    }

    /** Answers a client, or starts the other half of its cas; returns whether it did the latter. */
    private boolean answer(Driver leader, Open request, Response response) {
        String client = request.client();
        JsonNode id = request.id();
        switch (response) {
            case Response.Found(Bytes value) ->
                reply(client, id, Json.object().put("type", "read_ok").set("value", Json.value(value)));
            case Response.Missing() -> error(client, id, ErrorCode.KEY_DOES_NOT_EXIST, "the key has no value");
            case Response.Done _ ->
                reply(
                        client,
                        id,
                        Json.object()
                                .put("type", request.request() instanceof ClientRequest.Cas ? "cas_ok" : "write_ok"));
            case Response.Mismatch(@Nullable Bytes found) -> {
                return mismatch(leader, request, found);
            }
            case Response.NotLeader(int _) ->
                error(client, id, ErrorCode.TEMPORARILY_UNAVAILABLE, "this node leads no more; nothing was done");
            case Response.Busy() ->
                error(
                        client,
                        id,
                        ErrorCode.TEMPORARILY_UNAVAILABLE,
                        "the leader is busy, or reached no majority in time; nothing was done");
            case Response.MayHaveHappened() ->
                error(client, id, ErrorCode.CRASH, "the write may have happened, may happen later, or never");
            case Response.Rejected(String reason) -> error(client, id, ErrorCode.MALFORMED_REQUEST, reason);
            case Response.SessionOpened _,
                    Response.SessionExpired _,
                    Response.Rows _,
                    Response.Changed _,
                    Response.Transferred _,
                    Response.StatusOf _ ->
                throw new IllegalStateException("The replica answered " + response + " to " + request.request()
                        + ", which asks nothing like it");
        }
        return false;
    }

    /**
     * A cas has found another value. With {@code create_if_not_exists} it has two halves: exchange the value, and if there is
     * none, create it. Each half takes effect at one moment or not at all, so the last one decides for both. The workload
     * removes no key, hence a key that has appeared stays, and a third attempt is the last.
     */
    private boolean mismatch(Driver leader, Open request, @Nullable Bytes found) {
        ClientRequest.Cas cas = (ClientRequest.Cas) request.request();
        boolean retries = found == null ? cas.create() : request.creates() && found.equals(cas.from());
        if (retries) {
            start(leader, new Open(request.client(), request.id(), cas, found == null));
        } else if (found == null) {
            error(request.client(), request.id(), ErrorCode.KEY_DOES_NOT_EXIST, "the key has no value");
        } else {
            String text =
                    "the value is " + found.utf8() + ", and not " + cas.from().utf8();
            error(request.client(), request.id(), ErrorCode.PRECONDITION_FAILED, text);
        }
        return retries;
    }

    private void error(String client, JsonNode id, ErrorCode code, @Nullable String text) {
        reply(
                client,
                id,
                Json.object().put("type", "error").put("code", code.code).put("text", text));
    }

    private void reply(String client, JsonNode id, ObjectNode body) {
        send(client, body.set("in_reply_to", id));
    }

    private void sendToPeer(Envelope envelope) {
        String message = envelope.message().getClass().getSimpleName() + " term "
                + envelope.message().term();
        send(
                names.get(envelope.to() - 1),
                Json.object()
                        .put("type", "raft")
                        .put("message", message)
                        .put("bytes", Base64.getEncoder().encodeToString(MessageCodec.encode(envelope))));
    }

    private void send(String to, ObjectNode body) {
        lines.add(Json.text(Json.object().put("src", name).put("dest", to).set("body", body)));
    }
}

package kvs.maelstrom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import kvs.history.Answer;
import kvs.history.Call;
import kvs.history.History;
import kvs.history.Recorder;
import kvs.history.Request;
import org.jspecify.annotations.Nullable;

/**
 * Maelstrom in small, in one thread and virtual time: three adapters, a network that delays, loses and is cut, and clients that
 * give up after a second. A seed decides everything.
 */
final class Workbench {
    private static final List<String> NODES = List.of("n1", "n2", "n3");
    private static final int CLIENTS = 6;
    private static final int KEYS = 3;
    private static final long TICK_MICROS = 50_000;
    private static final long PATIENCE_MICROS = 1_000_000;
    private static final long END_MICROS = 40_000_000;

    private final SplittableRandom random;
    private final Map<String, Adapter> nodes = new TreeMap<>();
    private final List<Client> clients = new ArrayList<>();
    private final Recorder recorder = new Recorder();
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
    private final TreeSet<String> cut = new TreeSet<>();
    private long scheduled;
    private long nowMicros;
    private long steps;
    private int cuts;
    private int lastValue;

    /** The leaders that answered a write, in the order of their first answer. */
    final List<String> leaders = new ArrayList<>();

    /** How often each type of message arrived at its node or client; for errors, each code. */
    final TreeMap<String, Integer> seen = new TreeMap<>();

    final List<String> notes = new ArrayList<>();

    /** For a test of the test: from the second half on, every read gets the value that its key had first. */
    boolean answersStale;

    private final Map<String, JsonNode> firstValues = new HashMap<>();

    private record Event(long at, long number, Runnable action) {}

    private final class Client {
        private final String name;

        /** Another one after each operation without an answer: a client of a history makes one call after the other. */
        private int identity;

        private final String node;
        private int id;
        private int operation;
        private @Nullable ObjectNode body;
        private Map<String, String> known = new HashMap<>();

        private Client(int number) {
            name = "c" + (number + 1);
            identity = number;
            node = NODES.get(number % NODES.size());
        }

        private void invoke() {
            String key = Integer.toString(random.nextInt(KEYS));
            body = Json.object().put("msg_id", ++id).put("key", key);
            Request request;
            switch (random.nextInt(3)) {
                case 0 -> {
                    body.put("type", "read");
                    request = new Request.Get();
                }
                case 1 -> {
                    body.put("type", "write").put("value", Integer.toString(++lastValue));
                    request = new Request.Set(body.path("value").asText());
                }
                default -> {
                    String from = known.getOrDefault(key, "0");
                    body.put("type", "cas").put("from", from).put("to", Integer.toString(++lastValue));
                    request = new Request.CompareAndSet(from, body.path("to").asText());
                }
            }
            operation = recorder.invoked(identity, key, request, ++steps);
            ObjectNode message = Json.object().put("src", name).put("dest", node);
            route(Json.text(message.set("body", body)));
            int asked = id;
            schedule(PATIENCE_MICROS, () -> {
                if (asked == id && body != null) {
                    unanswered();
                }
            });
        }

        /** An indefinite outcome: the operation stays without an answer; a read is of no interest then. */
        private void unanswered() {
            if (Objects.requireNonNull(body).path("type").asText().equals("read")) {
                recorder.forget(operation);
            }
            identity += CLIENTS;
            rest();
        }

        private void answered(JsonNode message) {
            JsonNode answer = message.path("body");
            if (body == null || answer.path("in_reply_to").asInt() != id) {
                return;
            }
            String key = body.path("key").asText();
            switch (answer.path("type").asText() + answer.path("code").asText()) {
                case "read_ok" -> {
                    String value = answer.path("value").asText();
                    known.put(key, value);
                    returned(new Answer.Found(value));
                }
                case "write_ok" -> {
                    known.put(key, body.path("value").asText());
                    returned(new Answer.Done());
                    leads(message.path("src").asText());
                }
                case "cas_ok" -> {
                    known.put(key, body.path("to").asText());
                    returned(new Answer.Found(body.path("from").asText()));
                }
                case "error20" -> returned(new Answer.Found(null));
                case "error11", "error22" -> {
                    recorder.forget(operation);
                    rest();
                }
                case "error13" -> unanswered();
                default -> throw new AssertionError("An answer that no client expects: " + answer);
            }
        }

        private void returned(Answer answer) {
            recorder.returned(operation, answer, ++steps);
            rest();
        }

        private void rest() {
            body = null;
            schedule(1 + random.nextInt(60_000), this::invoke);
        }
    }

    Workbench(long seed) {
        random = new SplittableRandom(seed);
        for (String name : NODES) {
            nodes.put(name, new Adapter(random.split(), note -> notes.add(name + ": " + note)));
            route(Nodes.init(name, NODES.toArray(String[]::new)));
            schedule(random.nextInt((int) TICK_MICROS), () -> tick(name));
        }
        for (int i = 0; i < CLIENTS; i++) {
            Client client = new Client(i);
            clients.add(client);
            client.rest();
        }
        schedule(5_000_000, this::fault);
    }

    /** Returns what the clients have seen. */
    History<Call> run() {
        while (nowMicros < END_MICROS) {
            Event event = events.remove();
            nowMicros = event.at();
            event.action().run();
        }
        return recorder.history();
    }

    private void schedule(long inMicros, Runnable action) {
        events.add(new Event(nowMicros + inMicros, scheduled++, action));
    }

    private void tick(String name) {
        turn(name, List.of(), 1);
        schedule(TICK_MICROS, () -> tick(name));
    }

    private void turn(String name, List<String> lines, int ticks) {
        Now time = new Now(nowMicros * 1_000, nowMicros / 1_000);
        Objects.requireNonNull(nodes.get(name)).turn(time, lines, ticks).forEach(this::route);
    }

    /** Cuts a node off, every other time the leader, or heals the network. */
    private void fault() {
        if (cut.isEmpty()) {
            boolean leader = cuts++ % 2 == 0 && !leaders.isEmpty();
            cut.add(leader ? leaders.getLast() : NODES.get(random.nextInt(NODES.size())));
        } else {
            cut.clear();
        }
        schedule(2_000_000 + random.nextInt(4_000_000), this::fault);
    }

    /** Sends a message on its way. As in Maelstrom, clients reach every node at all times. */
    private void route(String line) {
        JsonNode message = parse(line);
        String from = message.path("src").asText();
        String to = message.path("dest").asText();
        boolean betweenNodes = nodes.containsKey(from) && nodes.containsKey(to);
        if (betweenNodes && random.nextInt(100) == 0) {
            return;
        }
        schedule(random.nextInt(random.nextInt(20) == 0 ? 100_000 : 5_000), () -> {
            if (!betweenNodes || cut.contains(from) == cut.contains(to)) {
                arrives(to, line, message);
            }
        });
    }

    private void arrives(String to, String line, JsonNode message) {
        JsonNode body = message.path("body");
        String type = body.path("message")
                .asText(body.path("type").asText() + body.path("code").asText());
        seen.merge(type.split(" ", 2)[0], 1, Integer::sum);
        if (nodes.containsKey(to)) {
            turn(to, List.of(line), 0);
        } else if (!to.equals("c0")) {
            Client client = clients.get(Integer.parseInt(to.substring(1)) - 1);
            if (answersStale && body.path("type").asText().equals("read_ok") && client.body != null) {
                String key = client.body.path("key").asText();
                JsonNode first = firstValues.computeIfAbsent(key, _ -> body.path("value"));
                if (nowMicros > END_MICROS / 2) {
                    ((ObjectNode) body).set("value", first);
                }
            }
            client.answered(message);
        }
    }

    private void leads(String node) {
        if (leaders.isEmpty() || !leaders.getLast().equals(node)) {
            leaders.add(node);
        }
    }

    private static JsonNode parse(String line) {
        try {
            return Json.parse(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("A node sent a line that is not JSON: " + line, e);
        }
    }
}

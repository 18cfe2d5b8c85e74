package kvs.maelstrom;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeSet;

/** A few adapters, and the messages between them, which move when a test says so. Time passes by ticks alone. */
final class Nodes {
    private final Map<String, Adapter> nodes = new LinkedHashMap<>();
    private final ArrayDeque<String> network = new ArrayDeque<>();

    /** What was sent to clients, and not taken by {@link #answers} yet. */
    private final ArrayList<String> answers = new ArrayList<>();

    /** The nodes that neither hear nor reach any other node. */
    private final TreeSet<String> cut = new TreeSet<>();

    /** The notes of all nodes. */
    final List<String> notes = new ArrayList<>();

    /** The types of the messages between nodes that arrived; for those of Raft, the kind. */
    final TreeSet<String> seen = new TreeSet<>();

    /** Creates nodes that have had their {@code init}. */
    static Nodes initialized(String... names) {
        Nodes nodes = new Nodes(names);
        for (String name : names) {
            nodes.deliver(init(name, names));
        }
        return nodes;
    }

    /** Creates nodes that have not had their {@code init}. */
    Nodes(String... names) {
        for (String name : names) {
            SplittableRandom random = new SplittableRandom(name.hashCode());
            nodes.put(name, new Adapter(random, note -> notes.add(name + ": " + note)));
        }
    }

    /** Returns the message with which Maelstrom begins. */
    static String init(String name, String... names) {
        String all = "[\"" + String.join("\",\"", names) + "\"]";
        return message(
                "c0", name, "{\"type\":\"init\",\"msg_id\":1,\"node_id\":\"" + name + "\",\"node_ids\":" + all + "}");
    }

    /** Returns a message as Maelstrom writes it: with a number of its own. */
    static String message(String from, String to, String body) {
        return "{\"id\":7,\"src\":\"" + from + "\",\"dest\":\"" + to + "\",\"body\":" + body + "}";
    }

    /** Delivers a message, and all messages that it causes, until none is under way. */
    void deliver(String line) {
        network.add(line);
        deliverAll();
    }

    /** A turn of one node with these lines; what it sends is not delivered yet. */
    void turn(String name, String... lines) {
        turn(name, 0, lines);
    }

    private void turn(String name, int ticks, String... lines) {
        Adapter node = Objects.requireNonNull(nodes.get(name), name);
        network.addAll(node.turn(new Now(0, 1_000), Arrays.asList(lines), ticks));
    }

    /** Lets ticks pass on all nodes, one after the other, and delivers what they send. */
    void ticks(int count) {
        for (int i = 0; i < count; i++) {
            for (String name : nodes.keySet()) {
                turn(name, 1);
                deliverAll();
            }
        }
    }

    void deliverAll() {
        while (!network.isEmpty()) {
            String line = network.remove();
            JsonNode message = parse(line);
            String from = message.path("src").asText();
            String to = message.path("dest").asText();
            if (!nodes.containsKey(to)) {
                answers.add(line);
                continue;
            }
            boolean betweenNodes = nodes.containsKey(from);
            if (betweenNodes && (cut.contains(from) || cut.contains(to))) {
                continue;
            }
            if (betweenNodes) {
                JsonNode body = message.path("body");
                seen.add(body.path("message").asText(body.path("type").asText()).split(" ", 2)[0]);
            }
            turn(to, line);
        }
    }

    /** Cuts these nodes off from all others; all cuts before are healed. */
    void cutOff(String... names) {
        cut.clear();
        cut.addAll(Arrays.asList(names));
    }

    /** Returns what was sent to clients since the last call. */
    List<String> answers() {
        List<String> all = List.copyOf(answers);
        answers.clear();
        return all;
    }

    /** Delivers a request of client {@code c1} to a node; returns the bodies of the answers. */
    List<String> ask(String to, String body) {
        answers();
        deliver(message("c1", to, body));
        return bodies();
    }

    /** Returns the bodies of what was sent to clients since the last call. */
    List<String> bodies() {
        return answers().stream()
                .map(line -> Json.text(parse(line).path("body")))
                .toList();
    }

    /** Lets ticks pass until one of the nodes that are not cut off leads the others; returns its name. */
    String elect() {
        for (int i = 0; i < 200; i++) {
            ticks(1);
            for (String name : nodes.keySet()) {
                if (!cut.contains(name)) {
                    answers();
                    deliver(message("c1", name, "{\"type\":\"read\",\"msg_id\":0,\"key\":\"no such key\"}"));
                    List<String> answered = answers();
                    if (answered.size() == 1 && answered.getFirst().contains("\"code\":20")) {
                        // Whichever node was asked, the leader answers.
                        return parse(answered.getFirst()).path("src").asText();
                    }
                }
            }
        }
        throw new AssertionError("No node was elected in 200 ticks");
    }

    private static JsonNode parse(String line) {
        try {
            return Json.parse(line);
        } catch (JsonProcessingException e) {
            throw new AssertionError("A node sent a line that is not JSON: " + line, e);
        }
    }
}

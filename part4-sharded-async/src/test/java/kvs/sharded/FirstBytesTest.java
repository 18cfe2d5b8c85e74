package kvs.sharded;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kvs.protocol.ByteCursor;
import kvs.resp.Arguments;
import kvs.resp.RespLimits;
import kvs.resp.RespParser;
import kvs.resp.RespValue;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients send on new connections gets answers of the shape that they need (SPEC, "What clients send first"). */
class FirstBytesTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-benchmark",
                "redis-cli",
                "jedis",
                "lettuce",
                "redis-py",
                "node-redis",
                "ioredis",
                "go-redis",
                "graphical-tools"
            })
    void get_answers_of_the_shape_that_the_client_needs(String name) throws IOException {
        try (Served served = Served.start(Served.Keys.TWO_SHARDS_OF_SLABS)) {
            for (List<String> connection : connections(name)) {
                assertThat(connection).isNotEmpty();
                TestClient client = served.client();
                client.send(String.join("", connection));
                boolean queueing = false;
                for (String bytes : connection) {
                    List<String> words = words(bytes);
                    RespValue answer = client.read();
                    String command = words.getFirst().toUpperCase(Locale.ROOT);
                    queueing &= !command.equals("EXEC");
                    if (queueing) {
                        assertThat(answer).as("%s", words).isEqualTo(new RespValue.Simple("QUEUED"));
                    } else {
                        check(words, answer);
                    }
                    queueing |= command.equals("MULTI");
                }
            }
        }
    }

    private static void check(List<String> words, RespValue answer) {
        String command = words.getFirst().toUpperCase(Locale.ROOT);
        String second = words.size() > 1 ? words.get(1).toUpperCase(Locale.ROOT) : "";
        switch (command) {
            case "PING" -> assertThat(answer).isEqualTo(new RespValue.Simple("PONG"));
            case "SET", "MSET", "MULTI" -> assertThat(answer).isEqualTo(new RespValue.Simple("OK"));
            case "GET" -> {
                if (words.get(1).equals("foo")) {
                    assertThat(Sameness.text(answer)).isEqualTo("bar");
                } else {
                    assertThat(answer).isInstanceOfAny(RespValue.Bulk.class, RespValue.Nil.class);
                }
            }
            case "INCR" -> assertThat(answer).isInstanceOf(RespValue.Int.class);
            case "EXEC" -> assertThat(answer).hasToString("[1, \"bar\"]");
            case "HELLO" -> checkHello(pairs(answer));
            case "CLIENT" -> {
                if (second.equals("SETINFO")) {
                    assertThat(answer).isEqualTo(new RespValue.Simple("OK"));
                } else {
                    // An OK to MAINT_NOTIFICATIONS would be a promise.
                    assertThat(answer).isInstanceOf(RespValue.Failure.class);
                    assertThat(answer.toString()).startsWith("-ERR unknown subcommand");
                }
            }
            case "CONFIG" -> assertThat(pairs(answer)).containsOnlyKeys(words.get(2));
            case "INFO" -> assertThat(Sameness.text(answer)).contains("\r\nredis_version:7.0.", "\r\nkvs_version:");
            case "COMMAND" -> {
                if (second.equals("DOCS")) {
                    assertThat(pairs(answer)).containsKeys("get", "set", "exec");
                } else {
                    checkCommands(answer);
                }
            }
            case "SCAN" -> assertThat(answer).isInstanceOf(RespValue.Array.class);
            default -> throw new IllegalArgumentException("no expectation for " + words);
        }
    }

    private static void checkHello(Map<String, RespValue> hello) {
        assertThat(hello).containsKeys("server", "version", "proto", "id", "mode", "role");
        assertThat(hello.get("proto")).isEqualTo(new RespValue.Int(3));
        assertThat(hello.get("id")).isInstanceOf(RespValue.Int.class);
        for (String text : List.of("server", "version", "mode", "role")) {
            assertThat(hello.get(text)).as(text).isInstanceOf(RespValue.Bulk.class);
        }
    }

    /** Tools that read COMMAND expect a real entry for each command, and no nulls. */
    private static void checkCommands(RespValue answer) {
        assertThat(answer).isInstanceOf(RespValue.Array.class);
        List<RespValue> entries = ((RespValue.Array) answer).values();
        assertThat(entries).hasSizeGreaterThan(50);
        for (RespValue entry : entries) {
            assertThat(entry).isInstanceOf(RespValue.Array.class);
            List<RespValue> cells = ((RespValue.Array) entry).values();
            assertThat(cells).hasSizeGreaterThanOrEqualTo(6);
            assertThat(cells.get(0)).isInstanceOf(RespValue.Bulk.class);
            assertThat(cells.get(1)).isInstanceOf(RespValue.Int.class);
        }
    }

    /** Returns the pairs of a map, or of an array of as much as RESP2 has for it. */
    private static Map<String, RespValue> pairs(RespValue answer) {
        Map<String, RespValue> pairs = new TreeMap<>();
        switch (answer) {
            case RespValue.Map(List<RespValue.Entry> entries) ->
                entries.forEach(entry -> pairs.put(Sameness.text(entry.key()), entry.value()));
            case RespValue.Array(List<RespValue> values) -> {
                for (int i = 0; i + 1 < values.size(); i += 2) {
                    pairs.put(Sameness.text(values.get(i)), values.get(i + 1));
                }
            }
            default -> throw new AssertionError("not a map: " + answer);
        }
        return pairs;
    }

    /** Returns the commands that each connection of a fixture sends. */
    private static List<List<String>> connections(String name) throws IOException {
        List<List<String>> connections = new ArrayList<>();
        try (InputStream file = FirstBytesTest.class.getResourceAsStream("/clients/" + name + ".txt")) {
            for (String line : new String(Objects.requireNonNull(file, name).readAllBytes(), UTF_8)
                    .lines()
                    .toList()) {
                if (line.equals("# a connection")) {
                    connections.add(new ArrayList<>());
                } else if (!line.startsWith("#")) {
                    connections.getLast().add(line.replace("\\r", "\r").replace("\\n", "\n"));
                }
            }
        }
        assertThat(connections).as("connections of " + name).isNotEmpty();
        return connections;
    }

    private static List<String> words(String bytes) {
        Arguments words = new Arguments();
        assertThat(new RespParser(RespLimits.DEFAULT).parse(ByteCursor.over(bytes.getBytes(UTF_8)), words))
                .isEqualTo(RespParser.Result.COMPLETE);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < words.count(); i++) {
            texts.add(words.get(i).copy().utf8());
        }
        return texts;
    }
}

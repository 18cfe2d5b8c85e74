package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import kvs.cluster.client.ClusterException;
import kvs.protocol.Bytes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Pipeline;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.RedisClient;
import redis.clients.jedis.Response;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.ScanParams;
import redis.clients.jedis.params.SetParams;
import redis.clients.jedis.resps.ScanResult;

/** Jedis with its default settings and three nodes: node 1 leads, node 2 forwards, node 3 redirects. */
@Timeout(120)
class RespClusterTest {
    private static final int LEADER = 1;
    private static final int FORWARDS = 2;
    private static final int REDIRECTS = 3;

    private static final Map<Integer, RedisClient> CLIENTS = new TreeMap<>();
    private static LocalCluster cluster;

    @BeforeAll
    static void start() throws Exception {
        Map<Integer, Integer> ports = new TreeMap<>();
        for (int id = 1; id <= 3; id++) {
            ports.put(id, TestAddresses.port());
        }
        // A machine that is busy for a while must not change the leader.
        cluster = LocalCluster.started(
                3,
                options -> options.withElectionTimeout(Duration.ofSeconds(2))
                        .withRespPort(Objects.requireNonNull(ports.get(options.id())))
                        .withRedirects(options.id() == REDIRECTS));
        ports.forEach((id, port) -> CLIENTS.put(id, RedisClient.create(TestAddresses.host(), port)));
        if (cluster.awaitLeader() != LEADER) {
            cluster.operator().transfer(LEADER);
        }
    }

    @AfterAll
    static void stop() {
        CLIENTS.values().forEach(RedisClient::close);
        cluster.close();
    }

    /** Both followers know the leader. */
    @BeforeEach
    void awaitLeader() {
        for (int id : CLIENTS.keySet()) {
            cluster.await(id, "follower of node 1", info -> info.getLeader() == LEADER);
        }
    }

    private static RedisClient clientOf(int node) {
        return Objects.requireNonNull(CLIENTS.get(node));
    }

    private static RedisClient client(int node) {
        RedisClient client = clientOf(node);
        client.del("key", "other", "third");
        return client;
    }

    @Test
    void a_follower_forwards_every_command_on_keys() throws ClusterException {
        RedisClient client = client(FORWARDS);
        assertThat(client.set("key", "1")).isEqualTo("OK");
        assertThat(cluster.operator().get(Bytes.utf8("key")))
                .as("what the cluster's own client reads")
                .isEqualTo(Bytes.utf8("1"));
        assertThat(client.get("key")).isEqualTo("1");
        assertThat(client.set("key", "2", SetParams.setParams().nx())).isNull();
        assertThat(client.set("other", "2", SetParams.setParams().xx())).isNull();
        assertThat(client.set("other", "2", SetParams.setParams().nx())).isEqualTo("OK");
        assertThat(client.set("other", "3", SetParams.setParams().xx())).isEqualTo("OK");
        assertThat(client.setGet("key", "4")).isEqualTo("1");
        assertThat(client.setGet("third", "5")).isNull();
        assertThat(client.mget("key", "other", "third", "fourth")).containsExactly("4", "3", "5", null);
        assertThat(client.exists("key", "other", "fourth")).isEqualTo(2);
        assertThat(client.del("other", "third", "fourth")).isEqualTo(2);
        assertThat(client.exists("other")).isFalse();
    }

    @Test
    void a_follower_scans_what_the_leader_has() {
        RedisClient client = client(FORWARDS);
        Set<String> stored = new HashSet<>();
        try (Pipeline pipeline = client.pipelined()) {
            for (int i = 0; i < 200; i++) {
                pipeline.set("scan" + i, "value");
                stored.add("scan" + i);
            }
        }
        List<String> found = new ArrayList<>();
        String cursor = ScanParams.SCAN_POINTER_START;
        do {
            ScanResult<String> part =
                    client.scan(cursor, new ScanParams().match("scan*").count(30));
            found.addAll(part.getResult());
            cursor = part.getCursor();
        } while (!cursor.equals(ScanParams.SCAN_POINTER_START));
        assertThat(found).containsExactlyInAnyOrderElementsOf(stored);
    }

    @Test
    void every_node_answers_the_commands_about_itself() {
        for (RedisClient client : CLIENTS.values()) {
            assertThat(client.ping()).isEqualTo("PONG");
            assertThat(client.info()).contains("redis_version");
            assertThat(text(ask(client, Command.CLIENT, "SETNAME", "test"))).isEqualTo("OK");
            assertThat((Long) ask(client, Command.CLIENT, "ID")).isPositive();
            assertThat((Long) ask(client, Command.COMMAND, "COUNT")).isPositive();
            assertThat((List<?>) ask(client, Command.HELLO, "2")).isNotEmpty();
        }
    }

    private static Object ask(RedisClient client, Command command, String... words) {
        CommandArguments arguments = new CommandArguments(command);
        for (String word : words) {
            arguments.add(word);
        }
        return client.executeCommand(arguments);
    }

    private static String text(Object reply) {
        return new String((byte[]) reply, StandardCharsets.UTF_8);
    }

    @Test
    void a_pipeline_through_a_follower_is_answered_in_order() {
        RedisClient client = client(FORWARDS);
        try (Pipeline pipeline = client.pipelined()) {
            List<Response<String>> gets = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                pipeline.set("key", "value" + i);
                gets.add(pipeline.get("key"));
            }
            pipeline.sync();
            for (int i = 0; i < gets.size(); i++) {
                assertThat(gets.get(i).get()).isEqualTo("value" + i);
            }
        }
    }

    @Test
    void what_one_node_has_written_the_others_read() {
        client(LEADER).set("key", "1");
        assertThat(clientOf(FORWARDS).get("key")).isEqualTo("1");
        clientOf(FORWARDS).set("key", "2");
        assertThat(clientOf(LEADER).get("key")).isEqualTo("2");
    }

    @Test
    void a_follower_that_redirects_names_the_leader() {
        RedisClient client = clientOf(REDIRECTS);
        String expected = "NOTLEADER the leader is node 1, which serves the cluster's own clients at "
                + cluster.address(LEADER).forClients() + "; send the command to the RESP port of that node";
        assertThat(catchThrowableOfType(JedisDataException.class, () -> client.set("key", "1")))
                .hasMessage(expected);
        assertThat(catchThrowableOfType(JedisDataException.class, () -> client.get("key")))
                .hasMessage(expected);
        assertThat(catchThrowableOfType(JedisDataException.class, () -> client.del("key")))
                .hasMessageStartingWith("NOTLEADER the leader is node 1");
        assertThat(client.ping()).isEqualTo("PONG");
    }
}

package kvs.sharded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.NetLimits;
import kvs.resp.RespLimits;
import kvs.shard.SlabMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with its data in a directory: restarts, and starts that are refused. */
class DurableServerTest {
    @TempDir
    private Path directory;

    private ShardedOptions options(int shards, int port) {
        return options(directory, shards, port, "always");
    }

    static ShardedOptions options(Path directory, int shards, int port, String fsync) {
        return new ShardedOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
                null,
                shards,
                Design.SHARDS,
                SlabMap::new,
                false,
                new ShardedOptions.Storage(directory, null, Map.of("fsync", fsync)),
                NetLimits.DEFAULT,
                RespLimits.DEFAULT,
                32 << 20,
                false);
    }

    @Test
    void a_restart_shows_all_keys_and_their_expiry() throws Exception {
        try (Served served = Served.start(options(2, 0))) {
            TestClient client = served.client();
            for (int i = 0; i < 100; i++) {
                client.send(TestClient.command("SET", "key" + i, "value" + i));
            }
            client.send(TestClient.command("PEXPIREAT", "key7", "4102444800123"));
            client.send(TestClient.command("DEL", "key8"));
            client.send(TestClient.command("MSET", "a", "1", "b", "2", "c", "3"));
            client.send(TestClient.command("PEXPIREAT", "key9", "1"));
            client.send(TestClient.command("PING", "end"));
            while (!client.readRaw().endsWith("end\r\n")) {
                // A reply of a write.
            }
        }
        // 0 shards: as many as the data has.
        try (Served served = Served.start(options(0, 0))) {
            TestClient client = served.client();
            assertThat(client.askRaw("DBSIZE")).isEqualTo(":101\r\n");
            assertThat(client.askRaw("GET", "key99")).isEqualTo("$7\r\nvalue99\r\n");
            assertThat(client.askRaw("PEXPIRETIME", "key7")).isEqualTo(":4102444800123\r\n");
            assertThat(client.askRaw("MGET", "a", "b", "c", "key8", "key9"))
                    .isEqualTo("*5\r\n$1\r\n1\r\n$1\r\n2\r\n$1\r\n3\r\n$-1\r\n$-1\r\n");
            assertThat(client.askRaw("FLUSHALL")).isEqualTo("+OK\r\n");
            assertThat(client.askRaw("SET", "after", "x")).isEqualTo("+OK\r\n");
        }
        try (Served served = Served.start(options(2, 0))) {
            assertThat(served.client().askRaw("KEYS", "*")).isEqualTo("*1\r\n$5\r\nafter\r\n");
        }
    }

    @Test
    void another_number_of_shards_is_refused_with_a_sentence() throws Exception {
        Served.start(options(2, 0)).close();
        assertThatThrownBy(() -> Served.start(options(3, 0)))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("2 shards")
                .hasMessageContaining("--shards 2");
        Served.start(options(2, 0)).close();
    }

    @Test
    void a_second_server_on_the_directory_is_refused() throws Exception {
        try (Served served = Served.start(options(2, 0))) {
            assertThatThrownBy(() -> Served.start(options(2, 0))).isInstanceOf(IOException.class);
            assertThat(served.client().askRaw("SET", "still", "served")).isEqualTo("+OK\r\n");
        }
    }

    @Test
    void a_second_server_on_the_port_is_refused_and_leaves_its_directory() throws Exception {
        Path other = directory.resolve("other");
        try (Served served = Served.start(options(directory.resolve("one"), 2, 0, "always"))) {
            ShardedServer second =
                    new ShardedServer(options(other, 2, served.port(), "always"), Clock.SYSTEM, Engines.found());
            assertThatThrownBy(second::start).isInstanceOf(IOException.class).hasMessageContaining("bind");
            // As a signal would: the server has stopped already.
            second.stop();
            assertThat(served.client().askRaw("PING")).isEqualTo("+PONG\r\n");
        }
        Served.start(options(other, 2, 0, "always")).close();
    }

    @Test
    void a_value_that_no_engine_takes_is_rejected_before_it_is_stored() throws Exception {
        try (Served served = Served.start(options(2, 0))) {
            TestClient client = served.client();
            client.send("*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$16777217\r\n");
            assertThat(client.readToEnd()).startsWith("-ERR Protocol error: invalid bulk length");
            String largest = "x".repeat(16 << 20);
            assertThat(served.client().askRaw("SET", "key", largest)).isEqualTo("+OK\r\n");
            assertThat(served.client().askRaw("APPEND", "key", "x")).startsWith("-ERR string exceeds maximum");
        }
        try (Served served = Served.start(options(2, 0))) {
            assertThat(served.client().askRaw("STRLEN", "key")).isEqualTo(":16777216\r\n");
        }
    }
}

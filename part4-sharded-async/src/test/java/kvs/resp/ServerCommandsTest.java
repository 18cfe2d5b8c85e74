package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class ServerCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();

    @BeforeEach
    void fillInfo() {
        Map<String, String> lines = new LinkedHashMap<>();
        lines.put("redis_version", "7.0.15");
        lines.put("kvs_version", "0.1.0");
        server.info.put("server", lines);
        server.info.put("cpu", Map.of("used_cpu_sys", "0.5"));
        server.info.put("commandstats", Map.of("cmdstat_get", "calls=1"));
        server.info.put("keyspace", Map.of());
    }

    @Test
    void info_shows_a_section_as_lines() {
        assertThat(peer.send("INFO server")).isEqualTo("$51 # Server redis_version:7.0.15 kvs_version:0.1.0");
        assertThat(peer.send("INFO CPU")).isEqualTo("$25 # CPU used_cpu_sys:0.5");
        assertThat(peer.send("INFO keyspace")).isEqualTo("$12 # Keyspace");
    }

    @Test
    void info_is_a_verbatim_text_in_resp3() {
        assertThat(peer.sendAll("HELLO 3", "INFO cpu")).isEqualTo("=29 txt:# CPU used_cpu_sys:0.5");
    }

    @Test
    void info_of_an_unknown_section_is_empty() {
        assertThat(peer.send("INFO foo")).isEqualTo("$0");
    }

    @Test
    void info_shows_several_sections_in_the_servers_order() {
        assertThat(peer.send("INFO keyspace foo CPU cpu")).isEqualTo("$39 # CPU used_cpu_sys:0.5  # Keyspace");
    }

    @Test
    void info_shows_the_statistics_of_commands_on_demand() {
        String usual = "# Server redis_version:7.0.15 kvs_version:0.1.0  # CPU used_cpu_sys:0.5  # Keyspace";
        String all = "# Server redis_version:7.0.15 kvs_version:0.1.0  # CPU used_cpu_sys:0.5"
                + "  # Commandstats cmdstat_get:calls=1  # Keyspace";

        assertThat(peer.send("INFO")).endsWith(" " + usual);
        assertThat(peer.send("INFO default")).endsWith(" " + usual);
        assertThat(peer.send("INFO foo DEFAULT")).endsWith(" " + usual);
        assertThat(peer.send("INFO all")).endsWith(" " + all);
        assertThat(peer.send("INFO everything")).endsWith(" " + all);
        assertThat(peer.send("INFO commandstats")).isEqualTo("$37 # Commandstats cmdstat_get:calls=1");
        assertThat(peer.send("INFO default commandstats")).endsWith(" " + all);
    }

    @Test
    void time_is_in_seconds_and_microseconds() {
        assertThat(peer.send("TIME")).isEqualTo("*2 $10 1700000000 $6 123000");
        server.now = 1_700_000_001_002L;
        assertThat(peer.send("TIME")).isEqualTo("*2 $10 1700000001 $4 2000");
    }

    @Test
    void shutdown_asks_the_server_and_answers_nothing() {
        for (String line : new String[] {"SHUTDOWN", "SHUTDOWN NOSAVE", "shutdown save now force"}) {
            server.stoppedBy.clear();
            assertThat(peer.send(line)).isEmpty();
            assertThat(server.stoppedBy).containsExactly(peer.client);
        }
    }

    @Test
    void shutdown_may_be_refused() {
        server.mayShutDown = false;

        assertThat(peer.send("SHUTDOWN"))
                .isEqualTo("-ERR SHUTDOWN is not allowed from this address: send it from the server's own machine");
    }

    @Test
    void shutdown_with_other_words_stops_nothing() {
        for (String wrong : new String[] {"FOO", "SAVE NOSAVE", "NOSAVE ABORT", "ABORT NOW"}) {
            assertThat(peer.send("SHUTDOWN " + wrong)).isEqualTo("-ERR syntax error");
        }
        assertThat(peer.send("SHUTDOWN ABORT")).isEqualTo("-ERR No shutdown in progress.");
        assertThat(server.stoppedBy).isEmpty();
    }

    @Test
    void there_are_no_functions_to_flush() {
        for (String line : new String[] {"FUNCTION FLUSH", "function flush async", "FUNCTION FLUSH SYNC"}) {
            assertThat(peer.send(line)).isEqualTo("+OK");
        }
        assertThat(peer.send("FUNCTION FLUSH FOO")).isEqualTo("-ERR FUNCTION FLUSH only supports SYNC|ASYNC option");
        assertThat(peer.send("FUNCTION FLUSH ASYNC x"))
                .isEqualTo("-ERR unknown subcommand or wrong number of arguments for 'FLUSH'. Try FUNCTION HELP.");
        assertThat(peer.send("FUNCTION LOAD")).isEqualTo("-ERR unknown subcommand 'LOAD'. Try FUNCTION HELP.");
    }
}

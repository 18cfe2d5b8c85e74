package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class ConfigCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();

    @BeforeEach
    void fillConfig() {
        server.config.putAll(
                Map.of("save", "", "appendonly", "no", "databases", "1", "maxclients", "10000", "fixed", "1"));
    }

    @Test
    void get_answers_what_redis_benchmark_asks() {
        assertThat(peer.send("CONFIG GET save")).isEqualTo("*2 $4 save $0");
        assertThat(peer.send("CONFIG GET appendonly")).isEqualTo("*2 $10 appendonly $2 no");
    }

    @Test
    void get_is_a_map_in_resp3() {
        peer.send("HELLO 3");

        assertThat(peer.send("CONFIG GET databases")).isEqualTo("%1 $9 databases $1 1");
        assertThat(peer.send("CONFIG GET nosuch")).isEqualTo("%0");
    }

    @Test
    void get_of_an_unknown_name_is_empty() {
        assertThat(peer.send("CONFIG GET nosuch")).isEqualTo("*0");
    }

    @Test
    void get_takes_patterns_and_shows_each_setting_once() {
        assertThat(peer.send("CONFIG GET databases save sa?e d* nosuch")).isEqualTo("*4 $9 databases $1 1 $4 save $0");
        assertThat(peer.send("config get *")).startsWith("*10 ");
    }

    @Test
    void get_ignores_the_case_and_answers_with_the_name_it_was_given() {
        assertThat(peer.send("CONFIG GET DATABASES")).isEqualTo("*2 $9 DATABASES $1 1");
        assertThat(peer.send("CONFIG GET DATA*")).isEqualTo("*2 $9 databases $1 1");
    }

    @Test
    void set_changes_settings() {
        assertThat(peer.send("CONFIG SET maxclients 5 SAVE 60")).isEqualTo("+OK");
        assertThat(server.config).containsEntry("maxclients", "5").containsEntry("save", "60");
    }

    @Test
    void set_of_an_unknown_name_changes_nothing() {
        assertThat(peer.send("CONFIG SET maxclients 5 NoSuch 1"))
                .isEqualTo("-ERR Unknown option or number of arguments for CONFIG SET - 'NoSuch'");
        assertThat(server.config).containsEntry("maxclients", "10000").hasSize(5);
    }

    @Test
    void set_that_fails_changes_nothing() {
        assertThat(peer.send("CONFIG SET maxclients 5 Fixed 2 save 1"))
                .isEqualTo(
                        "-ERR CONFIG SET failed (possibly related to argument 'Fixed') - can't set immutable config");
        assertThat(server.config).containsEntry("maxclients", "10000").containsEntry("save", "");
    }

    @Test
    void set_of_one_name_twice_is_an_error() {
        assertThat(peer.send("CONFIG SET save 1 SAVE 2"))
                .isEqualTo("-ERR CONFIG SET failed (possibly related to argument 'SAVE') - duplicate parameter");
        assertThat(server.config).containsEntry("save", "");
    }

    @Test
    void set_needs_pairs() {
        assertThat(peer.send("CONFIG SET save")).isEqualTo("-ERR wrong number of arguments for 'config|set' command");
        assertThat(peer.send("CONFIG SET save 1 maxclients")).isEqualTo("-ERR syntax error");
        assertThat(server.config).containsEntry("save", "");
    }

    @Test
    void resetstat_resets_the_statistics() {
        assertThat(peer.send("CONFIG RESETSTAT")).isEqualTo("+OK");
        assertThat(server.resets).isEqualTo(1);
    }

    @Test
    void there_is_no_file_to_rewrite() {
        assertThat(peer.send("CONFIG REWRITE")).isEqualTo("-ERR The server is running without a config file");
    }

    @Test
    void help_has_redis_text() {
        assertThat(peer.send("CONFIG HELP"))
                .isEqualTo("*11 +CONFIG <subcommand> [<arg> [value] [opt] ...]. Subcommands are: +GET <pattern>"
                        + " +    Return parameters matching the glob-like <pattern> and their values."
                        + " +SET <directive> <value> +    Set the configuration <directive> to <value>."
                        + " +RESETSTAT +    Reset statistics reported by the INFO command."
                        + " +REWRITE +    Rewrite the configuration file. +HELP +    Prints this help.");
    }
}

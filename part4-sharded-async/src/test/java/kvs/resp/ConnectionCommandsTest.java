package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class ConnectionCommandsTest {
    private static final String HELLO_2 = "*14 $6 server $5 redis $7 version $6 7.0.15 $5 proto :2 $2 id :1 $4 mode"
            + " $10 standalone $4 role $6 master $7 modules *0";
    private static final String HELLO_3 = "%7 $6 server $5 redis $7 version $6 7.0.15 $5 proto :3 $2 id :1 $4 mode"
            + " $10 standalone $4 role $6 master $7 modules *0";
    private static final String BAD_NAME = "-ERR Client names cannot contain spaces, newlines or special characters.";

    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();

    @Test
    void ping() {
        assertThat(peer.send("PING")).isEqualTo("+PONG");
        assertThat(peer.send("ping hello")).isEqualTo("$5 hello");
        assertThat(peer.send("PING a b")).isEqualTo("-ERR wrong number of arguments for 'ping' command");
    }

    @Test
    void ping_of_a_subscriber() {
        peer.send("SUBSCRIBE x");

        assertThat(peer.send("PING")).isEqualTo("*2 $4 pong $0");
        assertThat(peer.send("PING hello")).isEqualTo("*2 $4 pong $5 hello");
        assertThat(peer.send("PING a b")).isEqualTo("-ERR wrong number of arguments for 'ping' command");
    }

    @Test
    void echo() {
        assertThat(peer.send("ECHO hello")).isEqualTo("$5 hello");
        assertThat(peer.sendWords("ECHO", "")).isEqualTo("$0");
    }

    @Test
    void quit_answers_and_then_closes() {
        assertThat(peer.client.shouldClose()).isFalse();
        assertThat(peer.send("QUIT now")).isEqualTo("+OK");
        assertThat(peer.client.shouldClose()).isTrue();
    }

    @Test
    void hello_tells_of_the_server_in_the_version_that_was_asked_for() {
        assertThat(peer.send("HELLO")).isEqualTo(HELLO_2);
        assertThat(peer.send("HELLO 3")).isEqualTo(HELLO_3);
        assertThat(peer.send("HELLO")).isEqualTo(HELLO_3);
        assertThat(peer.client.version()).isEqualTo(3);
        assertThat(peer.send("HELLO 2")).isEqualTo(HELLO_2);
    }

    @Test
    void hello_with_another_version_changes_nothing() {
        String unsupported = "-NOPROTO unsupported protocol version";

        assertThat(peer.send("HELLO 1")).isEqualTo(unsupported);
        assertThat(peer.send("HELLO 4 SETNAME x")).isEqualTo(unsupported);
        assertThat(peer.send("HELLO 4294967299")).isEqualTo(unsupported);
        assertThat(peer.send("HELLO x")).isEqualTo("-ERR Protocol version is not an integer or out of range");
        assertThat(peer.send("HELLO")).isEqualTo(HELLO_2);
        assertThat(peer.client.name()).isEmpty();
    }

    @Test
    void hello_sets_a_name() {
        assertThat(peer.send("HELLO 3 SETNAME me")).isEqualTo(HELLO_3);
        assertThat(peer.send("CLIENT GETNAME")).isEqualTo("$2 me");
        assertThat(peer.sendWords("HELLO", "2", "SETNAME", "a b")).isEqualTo(BAD_NAME);
        assertThat(peer.client.version()).isEqualTo(3);
    }

    @Test
    void hello_with_a_bad_option_keeps_the_version_and_does_the_options_before_it() {
        assertThat(peer.send("HELLO 3 SETNAME")).isEqualTo("-ERR Syntax error in HELLO option 'SETNAME'");
        assertThat(peer.send("HELLO 3 AUTH default")).isEqualTo("-ERR Syntax error in HELLO option 'AUTH'");
        assertThat(peer.client.name()).isEmpty();
        assertThat(peer.send("HELLO 3 SETNAME me foo")).isEqualTo("-ERR Syntax error in HELLO option 'foo'");
        // As redis-server 7.0.15 does.
        assertThat(peer.client.name()).isEqualTo("me");
        assertThat(peer.client.version()).isEqualTo(2);
    }

    @Test
    void hello_knows_the_default_user_only() {
        assertThat(peer.send("HELLO 3 AUTH foo x SETNAME me"))
                .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.");
        assertThat(peer.client.name()).isEmpty();
        assertThat(peer.send("HELLO 3 AUTH default x SETNAME me")).isEqualTo(HELLO_3);
    }

    @Test
    void auth_says_that_there_is_no_password() {
        assertThat(peer.send("AUTH x"))
                .isEqualTo("-ERR AUTH <password> called without any password configured for the default user. Are you"
                        + " sure your configuration is correct?");
        assertThat(peer.send("AUTH default x")).isEqualTo("+OK");
        assertThat(peer.send("AUTH Default x"))
                .isEqualTo("-WRONGPASS invalid username-password pair or user is disabled.");
        assertThat(peer.send("AUTH a b c")).isEqualTo("-ERR syntax error");
    }

    @Test
    void there_is_one_database() {
        assertThat(peer.send("SELECT 0")).isEqualTo("+OK");
        assertThat(peer.send("SELECT 1")).isEqualTo("-ERR DB index is out of range");
        assertThat(peer.send("SELECT -1")).isEqualTo("-ERR DB index is out of range");
        assertThat(peer.send("SELECT x")).isEqualTo("-ERR value is not an integer or out of range");
        assertThat(peer.send("SELECT 4294967296"))
                .isEqualTo("-ERR value is out of range, value must between -2147483648 and 2147483647");
    }

    @Test
    void reset_forgets_all_state() {
        FakeServer.Peer other = server.connect();
        peer.sendAll("HELLO 3 SETNAME me", "SUBSCRIBE a", "PSUBSCRIBE b*", "WATCH c", "MULTI", "SET d 1");

        assertThat(peer.send("RESET")).isEqualTo("+RESET");
        assertThat(peer.client.version()).isEqualTo(2);
        assertThat(peer.client.name()).isEmpty();
        assertThat(peer.client.inTransaction()).isFalse();
        assertThat(peer.client.subscriptions()).isZero();
        assertThat(peer.client.watchedKeys()).isEmpty();
        assertThat(other.send("PUBLISH a x")).isEqualTo(":0");
        assertThat(other.send("PUBLISH b x")).isEqualTo(":0");
        assertThat(peer.sent()).isEmpty();
        assertThat(peer.send("GET d")).isEqualTo("$-1");
    }

    @Test
    void the_writer_learns_a_new_version_before_the_answer_and_a_client_reads_it() {
        assertThat(peer.sendAll("HELLO 3", "GET nosuch")).isEqualTo("_");
        assertThat(peer.sendAll("RESET", "GET nosuch")).isEqualTo("$-1");
    }
}

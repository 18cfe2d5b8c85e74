package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class DispatchTest {
    private final FakeServer.Peer peer = new FakeServer().connect();

    @Test
    void an_unknown_command_is_named_with_its_first_words() {
        assertThat(peer.send("FOO")).isEqualTo("-ERR unknown command 'FOO', with args beginning with:");
        assertThat(peer.send("foo a b")).isEqualTo("-ERR unknown command 'foo', with args beginning with: 'a' 'b'");
    }

    @Test
    void an_unknown_command_shows_128_bytes_of_its_words() {
        String long130 = "x".repeat(130);

        assertThat(peer.send(long130 + " a"))
                .isEqualTo("-ERR unknown command '" + "x".repeat(128) + "', with args beginning with: 'a'");
        // 'ab' and a blank are 5 of the 128.
        assertThat(peer.send("foo ab " + long130 + " c"))
                .isEqualTo("-ERR unknown command 'foo', with args beginning with: 'ab' '" + "x".repeat(123) + "'");
    }

    @Test
    void a_word_is_shown_up_to_a_zero_byte_and_without_line_breaks() {
        assertThat(peer.sendWords("fo\0o", "a\0b", "c\r\nd"))
                .isEqualTo("-ERR unknown command 'fo', with args beginning with: 'a' 'c  d'");
    }

    @Test
    void the_empty_word_is_no_command() {
        assertThat(peer.sendWords("")).isEqualTo("-ERR unknown command '', with args beginning with:");
    }

    @Test
    void a_wrong_number_of_words_is_an_error() {
        assertThat(peer.send("GET")).isEqualTo("-ERR wrong number of arguments for 'get' command");
        assertThat(peer.send("gEt a b")).isEqualTo("-ERR wrong number of arguments for 'get' command");
        assertThat(peer.send("CLIENT")).isEqualTo("-ERR wrong number of arguments for 'client' command");
        assertThat(peer.send("CLIENT SETNAME"))
                .isEqualTo("-ERR wrong number of arguments for 'client|setname' command");
    }

    @Test
    void an_unknown_subcommand_is_an_error() {
        assertThat(peer.send("client foo")).isEqualTo("-ERR unknown subcommand 'foo'. Try CLIENT HELP.");
        assertThat(peer.send("CLIENT MAINT_NOTIFICATIONS ON x"))
                .isEqualTo("-ERR unknown subcommand 'MAINT_NOTIFICATIONS'. Try CLIENT HELP.");
    }

    @Test
    void a_subcommand_is_no_command_of_its_own() {
        assertThat(peer.send("client|id")).isEqualTo("-ERR unknown command 'client|id', with args beginning with:");
    }

    @Test
    void a_transaction_collects_commands() {
        peer.send("MULTI");

        assertThat(peer.send("SET a 1")).isEqualTo("+QUEUED");
        assertThat(peer.send("CLIENT ID")).isEqualTo("+QUEUED");
        // What is wrong with a PING, PING finds out.
        assertThat(peer.send("PING a b c")).isEqualTo("+QUEUED");
        assertThat(peer.send("EXEC")).isEqualTo("*3 +OK :1 -ERR wrong number of arguments for 'ping' command");
    }

    @Test
    void an_error_while_queueing_aborts_the_transaction() {
        String aborted = "-EXECABORT Transaction discarded because of previous errors.";

        for (String wrong : new String[] {"FOO", "GET", "CLIENT FOO", "CLIENT SETNAME", "SHUTDOWN", "RESET x"}) {
            peer.sendAll("MULTI", "SET a 1");
            assertThat(peer.send(wrong)).startsWith("-ERR");
            assertThat(peer.send("SET b 1")).isEqualTo("+QUEUED");
            assertThat(peer.send("EXEC")).as("EXEC after %s", wrong).isEqualTo(aborted);
        }
        assertThat(peer.send("EXISTS a b")).isEqualTo(":0");
    }

    @Test
    void a_new_transaction_does_not_know_of_an_aborted_one() {
        peer.sendAll("MULTI", "FOO", "DISCARD");
        assertThat(peer.sendAll("MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");

        peer.sendAll("MULTI", "FOO", "EXEC");
        assertThat(peer.sendAll("MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");
    }

    @Test
    void an_error_of_a_running_command_does_not_abort() {
        assertThat(peer.sendAll("MULTI", "SET a x", "INCR a", "GET a", "EXEC"))
                .isEqualTo("*3 +OK -ERR value is not an integer or out of range $1 x");
    }

    @Test
    void shutdown_is_not_for_transactions() {
        peer.send("MULTI");

        assertThat(peer.send("SHUTDOWN")).isEqualTo("-ERR Command not allowed inside a transaction");
    }

    @Test
    void an_exec_with_words_ends_the_transaction() {
        peer.sendAll("MULTI", "SET a 1");

        assertThat(peer.send("EXEC x"))
                .isEqualTo("-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command");
        assertThat(peer.send("EXEC")).isEqualTo("-ERR EXEC without MULTI");
        assertThat(peer.send("GET a")).isEqualTo("$-1");
    }

    @Test
    void a_transaction_that_is_too_large_is_aborted() {
        FakeServer.Peer limited = new FakeServer().connect(new Client.Limits(2, 10, 1, 1));
        String tooLarge = "-ERR transaction too large: EXEC will discard it; split it into several";

        assertThat(limited.sendAll("MULTI", "PING", "PING", "EXEC")).isEqualTo("*2 +PONG +PONG");
        assertThat(limited.sendAll("MULTI", "PING", "PING", "PING")).isEqualTo(tooLarge);
        assertThat(limited.send("EXEC")).startsWith("-EXECABORT");
        assertThat(limited.sendAll("MULTI", "ECHO 123456")).isEqualTo("+QUEUED");
        assertThat(limited.sendAll("DISCARD", "MULTI", "ECHO 1234567")).isEqualTo(tooLarge);
        assertThat(limited.sendAll("DISCARD", "MULTI", "ECHO 12", "PING")).isEqualTo("+QUEUED");
        assertThat(limited.sendAll("DISCARD", "MULTI", "ECHO 123", "PING")).isEqualTo(tooLarge);
    }

    @Test
    void queued_words_are_copies() {
        Arguments words = new Arguments();
        byte[] buffer = "xECHOabcx".getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        words.add(buffer, 1, 4);
        words.add(buffer, 5, 3);
        Transaction transaction = new Transaction(10, 10);
        CommandSpec echo = Objects.requireNonNull(new FakeServer().commands().find(words.get(0)), "ECHO");

        assertThat(transaction.queue(echo, words)).isTrue();
        java.util.Arrays.fill(buffer, (byte) '-');
        words.clear();

        Arguments copies = transaction.commands().getFirst().words();
        assertThat(copies.toString()).isEqualTo("[\"ECHO\", \"abc\"]");
        assertThat(transaction.bytes()).isEqualTo(7);
    }

    @Test
    void a_subscriber_in_resp2_may_send_few_commands() {
        peer.send("SUBSCRIBE news");

        assertThat(peer.send("GET a"))
                .isEqualTo("-ERR Can't execute 'get': only (P|S)SUBSCRIBE / (P|S)UNSUBSCRIBE / PING / QUIT / RESET are"
                        + " allowed in this context");
        assertThat(peer.send("client id")).startsWith("-ERR Can't execute 'client|id': only");
        assertThat(peer.send("MULTI")).startsWith("-ERR Can't execute 'multi': only");
        assertThat(peer.send("HELLO 3")).startsWith("-ERR Can't execute 'hello': only");
        // What is wrong with the command itself comes first.
        assertThat(peer.send("GET")).isEqualTo("-ERR wrong number of arguments for 'get' command");
        assertThat(peer.send("FOO")).startsWith("-ERR unknown command");
        assertThat(peer.send("PING")).isEqualTo("*2 $4 pong $0");
        assertThat(peer.send("PSUBSCRIBE n*")).startsWith("*3");
        assertThat(peer.send("PUNSUBSCRIBE n*")).startsWith("*3");
        assertThat(peer.send("SUBSCRIBE a")).startsWith("*3");
        assertThat(peer.send("UNSUBSCRIBE a news")).startsWith("*3");
        assertThat(peer.send("GET a")).isEqualTo("$-1");
    }

    @Test
    void a_subscriber_in_resp3_may_send_everything() {
        peer.sendAll("HELLO 3", "SUBSCRIBE news");

        assertThat(peer.send("GET a")).isEqualTo("_");
        assertThat(peer.send("PING")).isEqualTo("+PONG");
    }

    @Test
    void a_subscriber_that_goes_back_to_resp2_may_send_few_commands() {
        peer.sendAll("HELLO 3", "SUBSCRIBE news", "HELLO 2");

        assertThat(peer.send("GET a")).startsWith("-ERR Can't execute 'get'");
        assertThat(peer.client.inSubscriberMode()).isTrue();
    }
}

package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15. */
class TransactionCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();
    private final FakeServer.Peer other = server.connect();

    @Test
    void exec_runs_the_queued_commands_in_order() {
        assertThat(peer.send("MULTI")).isEqualTo("+OK");
        peer.sendAll("SET a 1", "INCR a", "GET a");
        assertThat(other.send("GET a")).isEqualTo("$-1");

        assertThat(peer.send("EXEC")).isEqualTo("*3 +OK :2 $1 2");
        assertThat(peer.send("GET a")).isEqualTo("$1 2");
    }

    @Test
    void exec_of_nothing_is_an_empty_array() {
        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*0");
    }

    @Test
    void discard_forgets_the_commands() {
        peer.sendAll("MULTI", "SET a 1");

        assertThat(peer.send("DISCARD")).isEqualTo("+OK");
        assertThat(peer.send("GET a")).isEqualTo("$-1");
        assertThat(peer.send("EXEC")).isEqualTo("-ERR EXEC without MULTI");
    }

    @Test
    void exec_and_discard_need_multi() {
        assertThat(peer.send("EXEC")).isEqualTo("-ERR EXEC without MULTI");
        assertThat(peer.send("DISCARD")).isEqualTo("-ERR DISCARD without MULTI");
    }

    @Test
    void multi_and_watch_inside_multi_are_errors_that_do_not_abort() {
        peer.sendAll("MULTI", "PING");

        assertThat(peer.send("MULTI")).isEqualTo("-ERR MULTI calls can not be nested");
        assertThat(peer.send("WATCH a")).isEqualTo("-ERR WATCH inside MULTI is not allowed");
        assertThat(peer.send("EXEC")).isEqualTo("*1 +PONG");
        assertThat(peer.client.watchedKeys()).isEmpty();
    }

    @Test
    void exec_answers_null_if_a_watched_key_has_changed() {
        assertThat(peer.send("WATCH a b")).isEqualTo("+OK");
        other.send("SET b 1");
        peer.sendAll("MULTI", "SET c 1");

        assertThat(peer.send("EXEC")).isEqualTo("*-1");
        assertThat(peer.send("GET c")).isEqualTo("$-1");
        assertThat(peer.client.inTransaction()).isFalse();
    }

    @Test
    void the_null_of_exec_is_resp3s_in_resp3() {
        peer.sendAll("HELLO 3", "WATCH a");
        other.send("SET a 1");

        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("_");
    }

    @Test
    void a_change_by_the_client_itself_counts() {
        assertThat(peer.sendAll("WATCH a", "SET a 1", "MULTI", "EXEC")).isEqualTo("*-1");
    }

    @Test
    void a_change_between_multi_and_exec_counts() {
        peer.sendAll("WATCH a", "MULTI", "PING");
        other.send("SET a 1");

        assertThat(peer.send("EXEC")).isEqualTo("*-1");
    }

    @Test
    void other_keys_may_change() {
        peer.send("WATCH a b");
        other.send("SET c 1");

        assertThat(peer.sendAll("MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");
    }

    @Test
    void deleting_and_flushing_are_changes_if_the_key_was_there() {
        peer.sendAll("SET a 1", "WATCH a");
        other.send("DEL a");
        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*-1");

        peer.send("WATCH a");
        other.sendAll("DEL a", "FLUSHALL");
        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*0");

        peer.sendAll("SET a 1", "WATCH a");
        other.send("FLUSHALL");
        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*-1");
    }

    @Test
    void expiring_after_watch_is_a_change_although_no_command_has_noticed() {
        peer.sendAll("SET a 1 PX 10", "WATCH a");
        server.now += 10;

        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*-1");
    }

    @Test
    void a_key_that_is_set_and_expires_at_once_is_a_change() {
        peer.send("WATCH a");
        other.send("SET a 1 PXAT 1");

        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*-1");
        assertThat(peer.send("EXISTS a")).isEqualTo(":0");
    }

    @Test
    void a_key_that_has_expired_before_watch_does_not_change_when_it_is_removed() {
        peer.send("SET a 1 PX 10");
        server.now += 10;
        peer.send("WATCH a");
        other.send("GET a");

        assertThat(peer.sendAll("MULTI", "EXEC")).isEqualTo("*0");
    }

    @Test
    void the_commands_of_exec_may_change_watched_keys() {
        assertThat(peer.sendAll("WATCH a", "MULTI", "SET a 1", "SET a 2", "EXEC"))
                .isEqualTo("*2 +OK +OK");
        assertThat(peer.client.watch()).isNull();
    }

    @Test
    void exec_discard_unwatch_and_reset_end_the_watch() {
        String[][] ends = {{"MULTI", "EXEC"}, {"MULTI", "DISCARD"}, {"UNWATCH"}, {"RESET"}, {"MULTI", "FOO", "EXEC"}};
        for (String[] end : ends) {
            peer.send("WATCH a");
            peer.sendAll(end);
            assertThat(peer.client.watchedKeys()).isEmpty();
            other.send("INCR a");
            assertThat(peer.sendAll("MULTI", "PING", "EXEC")).as(end[0]).isEqualTo("*1 +PONG");
        }
    }

    @Test
    void an_exec_that_is_rejected_ends_the_watch() {
        peer.send("WATCH a b");
        kvs.shard.Watch watch = peer.client.watch();
        other.send("SET a 1");

        assertThat(peer.send("EXEC x"))
                .isEqualTo("-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command");
        assertThat(peer.client.watch()).isNull();
        assertThat(peer.client.watchedKeys()).isEmpty();
        assertThat(peer.sendAll("MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");

        // The shards of a and b still know the watch: it is the server's to let them forget it, once.
        assertThat(peer.client.takeAbandoned()).singleElement().satisfies(abandoned -> {
            assertThat(abandoned.watch()).isSameAs(watch);
            assertThat(abandoned.keys()).map(Object::toString).containsExactly("\"a\"", "\"b\"");
        });
        assertThat(peer.client.takeAbandoned()).isEmpty();
    }

    @Test
    void an_exec_of_a_subscriber_that_is_rejected_ends_the_watch() {
        peer.sendAll("WATCH a", "SUBSCRIBE ch");
        other.send("SET a 1");

        assertThat(peer.send("EXEC")).startsWith("-EXECABORT Transaction discarded because of: Can't execute 'exec'");
        assertThat(peer.sendAll("UNSUBSCRIBE ch", "MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");
    }

    @Test
    void a_broken_watch_ends_with_discard_too() {
        peer.send("WATCH a");
        other.send("SET a 1");

        assertThat(peer.sendAll("MULTI", "DISCARD", "MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");
    }

    @Test
    void unwatch_in_a_transaction_is_queued() {
        peer.send("WATCH a");
        other.send("SET a 1");
        peer.send("MULTI");

        assertThat(peer.send("UNWATCH")).isEqualTo("+QUEUED");
        assertThat(peer.send("EXEC")).isEqualTo("*-1");
        assertThat(peer.sendAll("MULTI", "UNWATCH", "EXEC")).isEqualTo("*1 +OK");
    }

    @Test
    void a_key_is_watched_once() {
        peer.sendAll("WATCH a a", "WATCH b a");

        assertThat(peer.client.watchedKeys()).map(Object::toString).containsExactly("\"a\"", "\"b\"");
    }

    @Test
    void two_series_of_watches_are_apart() {
        peer.send("WATCH a");
        kvs.shard.Watch first = peer.client.watch();
        peer.sendAll("UNWATCH", "WATCH b");
        other.send("SET a 1");

        assertThat(peer.client.watch()).isNotNull().isNotSameAs(first);
        assertThat(peer.sendAll("MULTI", "PING", "EXEC")).isEqualTo("*1 +PONG");
    }

    @Test
    void a_client_may_watch_a_limited_number_of_keys() {
        FakeServer.Peer limited = server.connect(new Client.Limits(1, 100, 2, 1));

        assertThat(limited.send("WATCH a b a")).isEqualTo("+OK");
        assertThat(limited.send("WATCH c")).isEqualTo("-ERR too many watched keys: UNWATCH first");
        assertThat(limited.sendAll("UNWATCH", "WATCH c")).isEqualTo("+OK");
    }

    @Test
    void a_transaction_may_change_the_protocol_and_subscribe() {
        assertThat(peer.sendAll("MULTI", "GET a", "HELLO 3", "GET a", "SUBSCRIBE x y", "CLIENT SETNAME me", "EXEC"))
                .isEqualTo("*5 $-1 %7 $6 server $5 redis $7 version $6 7.0.15 $5 proto :3 $2 id :1 $4 mode"
                        + " $10 standalone $4 role $6 master $7 modules *0 _ >3 $9 subscribe $1 x :1"
                        + " >3 $9 subscribe $1 y :2 +OK");
        assertThat(peer.client.name()).isEqualTo("me");
    }

    @Test
    void quit_ends_a_transaction_without_running_it() {
        assertThat(peer.sendAll("MULTI", "SET a 1", "QUIT")).isEqualTo("+OK");
        assertThat(peer.client.shouldClose()).isTrue();
        assertThat(other.send("GET a")).isEqualTo("$-1");
    }
}

package kvs.resp;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The answers are those of Redis 7.0.15; SETINFO and NO-TOUCH are from 7.2. */
class ClientCommandsTest {
    private final FakeServer server = new FakeServer();
    private final FakeServer.Peer peer = server.connect();
    private final FakeServer.Peer other = server.connect();

    @Test
    void a_client_has_a_name_once_it_has_set_one() {
        assertThat(peer.send("CLIENT GETNAME")).isEqualTo("$-1");
        assertThat(peer.send("CLIENT SETNAME me")).isEqualTo("+OK");
        assertThat(peer.send("CLIENT GETNAME")).isEqualTo("$2 me");
        assertThat(peer.sendWords("CLIENT", "SETNAME", "a b"))
                .isEqualTo("-ERR Client names cannot contain spaces, newlines or special characters.");
        assertThat(peer.send("CLIENT SETNAME é")).startsWith("-ERR Client names");
        assertThat(peer.send("CLIENT GETNAME")).isEqualTo("$2 me");
        assertThat(peer.sendWords("CLIENT", "SETNAME", "")).isEqualTo("+OK");
        assertThat(peer.send("CLIENT GETNAME")).isEqualTo("$-1");
        assertThat(other.send("CLIENT GETNAME")).isEqualTo("$-1");
    }

    @Test
    void a_client_has_an_id() {
        assertThat(peer.send("CLIENT ID")).isEqualTo(":1");
        assertThat(other.send("client id")).isEqualTo(":2");
    }

    @Test
    void a_library_introduces_itself() {
        assertThat(peer.send("CLIENT SETINFO LIB-NAME jedis")).isEqualTo("+OK");
        assertThat(peer.send("client setinfo lib-ver 8.0.0")).isEqualTo("+OK");
        assertThat(peer.client.libraryName()).isEqualTo("jedis");
        assertThat(peer.client.libraryVersion()).isEqualTo("8.0.0");
        assertThat(peer.send("CLIENT SETINFO foo x")).isEqualTo("-ERR Unrecognized option 'foo'");
        assertThat(peer.sendWords("CLIENT", "SETINFO", "lib-name", "a b"))
                .isEqualTo("-ERR lib-name cannot contain spaces, newlines or special characters.");
        assertThat(peer.client.libraryName()).isEqualTo("jedis");
    }

    @Test
    void info_shows_the_client_itself() {
        peer.sendAll("CLIENT SETNAME me", "CLIENT SETINFO LIB-NAME lib", "CLIENT SETINFO LIB-VER 1.0");
        server.now += 5_000;

        assertThat(peer.send("CLIENT INFO"))
                .endsWith(
                        "id=1 addr=127.0.0.1:50001 laddr=127.0.0.1:6379 name=me age=5 idle=0 flags=N db=0 sub=0 psub=0"
                                + " ssub=0 multi=-1 multi-mem=0 cmd=client|info user=default redir=-1 resp=2 lib-name=lib"
                                + " lib-ver=1.0");
    }

    @Test
    void info_is_a_verbatim_text_in_resp3() {
        assertThat(peer.send("CLIENT INFO")).startsWith("$");
        assertThat(peer.sendAll("HELLO 3", "CLIENT INFO")).matches("(?s)=[0-9]+ txt:id=1 .*resp=3 .*");
    }

    @Test
    void list_shows_all_clients_with_what_they_do() {
        other.sendAll("HELLO 3", "SUBSCRIBE a b", "PSUBSCRIBE c*", "CLIENT NO-EVICT on", "CLIENT NO-TOUCH on");
        other.sendAll("MULTI", "PING", "ECHO abc");
        server.now += 7_500;
        FakeServer.Peer third = server.connect();

        String list = peer.send("CLIENT LIST");

        assertThat(list.lines()).hasSize(3);
        assertThat(list)
                .contains(
                        "id=2 addr=127.0.0.1:50002 laddr=127.0.0.1:6379 name= age=7 idle=7 flags=PxeT db=0 sub=2 psub=1"
                                + " ssub=0 multi=2 multi-mem=11 cmd=echo user=default redir=-1 resp=3")
                .contains("id=3 addr=127.0.0.1:50003 laddr=127.0.0.1:6379 name= age=0 idle=0 flags=N")
                .contains("cmd=NULL");
        third.close();
        assertThat(peer.send("CLIENT LIST").lines()).hasSize(2);
    }

    @Test
    void list_by_type() {
        other.send("SUBSCRIBE a");

        assertThat(peer.send("CLIENT LIST TYPE normal")).contains("id=1 ").doesNotContain("id=2 ");
        assertThat(peer.send("CLIENT LIST TYPE PUBSUB")).contains("id=2 ").doesNotContain("id=1 ");
        assertThat(peer.send("CLIENT LIST TYPE replica")).isEqualTo("$0");
        assertThat(peer.send("CLIENT LIST TYPE foo")).isEqualTo("-ERR Unknown client type 'foo'");
    }

    @Test
    void list_by_id() {
        assertThat(peer.send("CLIENT LIST ID 2")).contains("id=2 ").doesNotContain("id=1 ");
        assertThat(peer.send("CLIENT LIST ID 2 1 9").lines()).hasSize(2);
        assertThat(peer.send("CLIENT LIST ID 9")).isEqualTo("$0");
        assertThat(peer.send("CLIENT LIST ID 1 x")).isEqualTo("-ERR Invalid client ID");
    }

    @Test
    void list_with_other_words_is_an_error() {
        for (String wrong : new String[] {"FOO", "TYPE", "TYPE normal x", "ID"}) {
            assertThat(peer.send("CLIENT LIST " + wrong)).isEqualTo("-ERR syntax error");
        }
    }

    @Test
    void no_evict_and_no_touch_are_switches() {
        for (String command : new String[] {"CLIENT NO-EVICT", "CLIENT NO-TOUCH"}) {
            assertThat(peer.send(command + " on")).isEqualTo("+OK");
            assertThat(peer.send(command + " OFF")).isEqualTo("+OK");
            assertThat(peer.send(command + " foo")).isEqualTo("-ERR syntax error");
        }
        assertThat(peer.send("CLIENT INFO")).contains(" flags=N ");
    }

    @Test
    void kill_by_address() {
        assertThat(peer.send("CLIENT KILL 127.0.0.1:50002")).isEqualTo("+OK");
        assertThat(server.clients()).containsExactly(peer.client);
        assertThat(peer.send("CLIENT KILL 127.0.0.1:50002")).isEqualTo("-ERR No such client");
    }

    @Test
    void kill_by_options_that_all_hold() {
        assertThat(peer.send("CLIENT KILL ID 2 ADDR 127.0.0.1:50001")).isEqualTo(":0");
        assertThat(peer.send("CLIENT KILL ID 2 TYPE pubsub")).isEqualTo(":0");
        assertThat(peer.send("CLIENT KILL LADDR 127.0.0.1:1")).isEqualTo(":0");
        assertThat(server.clients()).hasSize(2);
        assertThat(peer.send("CLIENT KILL ID 2 ADDR 127.0.0.1:50002 LADDR 127.0.0.1:6379 TYPE normal USER default"))
                .isEqualTo(":1");
        assertThat(server.clients()).containsExactly(peer.client);
    }

    @Test
    void kill_spares_the_client_itself_unless_it_says_otherwise() {
        assertThat(peer.send("CLIENT KILL TYPE normal")).isEqualTo(":1");
        assertThat(peer.client.shouldClose()).isFalse();
        assertThat(peer.send("CLIENT KILL ID 1 SKIPME no")).isEqualTo(":1");
        assertThat(peer.client.shouldClose()).isTrue();
    }

    @Test
    void kill_with_wrong_options_is_an_error() {
        assertThat(peer.send("CLIENT KILL ID x")).isEqualTo("-ERR client-id should be greater than 0");
        assertThat(peer.send("CLIENT KILL ID 0")).isEqualTo("-ERR client-id should be greater than 0");
        assertThat(peer.send("CLIENT KILL TYPE foo")).isEqualTo("-ERR Unknown client type 'foo'");
        assertThat(peer.send("CLIENT KILL USER foo")).isEqualTo("-ERR No such user 'foo'");
        assertThat(peer.send("CLIENT KILL FOO 1")).isEqualTo("-ERR syntax error");
        assertThat(peer.send("CLIENT KILL ID 2 SKIPME")).isEqualTo("-ERR syntax error");
        assertThat(server.clients()).hasSize(2);
    }

    @Test
    void help_names_the_subcommands() {
        assertThat(peer.send("CLIENT HELP"))
                .startsWith("*37 +CLIENT <subcommand> [<arg> [value] [opt] ...]. Subcommands are: +GETNAME +    Return")
                .endsWith("+HELP +    Prints this help.");
    }
}

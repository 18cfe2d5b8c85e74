package kvs.cluster.resp;

import java.io.IOException;
import kvs.net.NetLimits;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each command, and each of its errors, byte by byte. */
class RespCommandsTest {
    private RespNode node;
    private RespNode.Client client;

    @BeforeEach
    void start() throws IOException {
        node = new RespNode();
        client = node.client();
    }

    @AfterEach
    void stop() throws IOException {
        node.close();
    }

    @Test
    void sets_gets_and_deletes() throws IOException {
        client.send("SET key value", "GET key", "DEL key", "GET key", "DEL key")
                .expect("+OK", "$5", "value", ":1", "$-1", ":0");
        client.send("SET e \"\"", "GET e").expect("+OK", "$0", "");
    }

    @Test
    void sets_only_an_absent_key_with_NX() throws IOException {
        client.send("SET k 1 NX", "SET k 2 NX", "GET k").expect("+OK", "$-1", "$1", "1");
        client.send("SET k 3 NX GET", "SET new 4 NX GET", "MGET k new")
                .expect("$1", "1", "$-1", "*2", "$1", "1", "$1", "4");
    }

    @Test
    void sets_only_a_present_key_with_XX() throws IOException {
        client.send("SET k 1 XX", "GET k", "SET k 2", "SET k 3 xx", "GET k")
                .expect("$-1", "$-1", "+OK", "+OK", "$1", "3");
        client.send("SET k 4 XX GET", "SET none 5 GET XX", "GET k").expect("$1", "3", "$-1", "$1", "4");
    }

    @Test
    void answers_with_the_old_value_with_GET() throws IOException {
        client.send("SET k 1 GET", "SET k 2 GET", "GET k").expect("$-1", "$1", "1", "$1", "2");
    }

    @Test
    void replaces_the_value_that_another_client_wrote_in_between_with_XX() throws Exception {
        client.send("SET k 0").expect("+OK");
        node.run(node.store::keepOpen);
        client.send("SET k 2 XX GET");
        node.awaitOpen(1);
        node.run(() -> {
            node.store.answer(0);
            node.store.apply(new Request.Write(null, new KvCommand.Set(Bytes.utf8("k"), Bytes.utf8("1"))));
            node.store.answer(0);
            node.store.answer(0);
        });
        client.expect("$1", "1");
        client.send("GET k");
        node.awaitOpen(1);
        node.run(() -> node.store.answer(0));
        client.expect("$1", "2");
    }

    @Test
    void gives_XX_up_when_the_value_is_gone_or_changes_again_and_again() throws Exception {
        node.run(() -> node.store.script(new Response.Found(Bytes.utf8("a")), new Response.Mismatch(null)));
        client.send("SET k 2 XX").expect("$-1");
        node.run(() -> {
            node.store.script(new Response.Found(Bytes.utf8("a")));
            for (int i = 0; i < SetIfPresentSlot.MAX_ATTEMPTS; i++) {
                node.store.script(new Response.Mismatch(Bytes.utf8("b" + i)));
            }
        });
        client.send("SET k 2 XX")
                .expect(
                        "-TRYAGAIN the value changed 16 times while SET with XX tried to replace it; it wrote nothing, so"
                                + " send it again");
    }

    @Test
    void rejects_options_that_the_store_does_not_have() throws IOException {
        String noExpiry =
                "-ERR expiry is not supported by the replicated store: send SET without EX, PX, EXAT, PXAT and"
                        + " KEEPTTL";
        for (String options : new String[] {"EX 10", "px 10", "EXAT 10 NX", "XX PXAT 10", "KEEPTTL"}) {
            client.send("SET k v " + options).expect(noExpiry);
        }
        for (String options : new String[] {"NX XX", "EX", "BOGUS", "GET GOT"}) {
            client.send("SET k v " + options).expect("-ERR syntax error");
        }
        client.send("GET k").expect("$-1");
    }

    @Test
    void counts_and_gets_several_keys() throws IOException {
        client.send("SET a 1", "SET b 2").expect("+OK", "+OK");
        client.send("EXISTS a b c a", "MGET a c b", "DEL a c b", "EXISTS a b")
                .expect(":3", "*3", "$1", "1", "$-1", "$1", "2", ":2", ":0");
    }

    @Test
    void limits_the_keys_of_one_command() throws IOException {
        client.send("MGET" + " k".repeat(1_025))
                .expect("-ERR MGET has 1025 keys, and may have at most 1024; send several commands");
        client.send("EXISTS" + " k".repeat(1_024)).expect(":0");
    }

    @Test
    void speaks_RESP3_after_HELLO() throws IOException {
        client.send("GET none", "HELLO 3", "GET none", "MGET none", "SET k v NX GET", "HELLO 2", "GET none")
                .expect(
                        "$-1", "%7", "$6", "server", "$5", "redis", "$7", "version", "$6", "7.0.15", "$5", "proto",
                        ":3")
                .expect("$2", "id", ":1", "$4", "mode", "$10", "standalone", "$4", "role", "$6", "master", "$7")
                .expect("modules", "*0", "_", "*1", "_", "_")
                .expect("*14", "$6", "server", "$5", "redis", "$7", "version", "$6", "7.0.15", "$5", "proto", ":2")
                .expect("$2", "id", ":1", "$4", "mode", "$10", "standalone", "$4", "role", "$6", "master", "$7")
                .expect("modules", "*0", "$-1");
        client.send("HELLO 4").expect("-NOPROTO unsupported protocol version");
        client.send("HELLO 3 AUTH someone secret")
                .expect("-WRONGPASS invalid username-password pair or user is disabled.");
    }

    @Test
    void answers_the_commands_about_the_connection() throws IOException {
        client.send("PING", "PING hi", "ECHO there", "SELECT 0", "SELECT 1")
                .expect("+PONG", "$2", "hi", "$5", "there", "+OK", "-ERR DB index is out of range");
        client.send(
                        "CLIENT ID",
                        "CLIENT GETNAME",
                        "CLIENT SETNAME me",
                        "CLIENT GETNAME",
                        "CLIENT SETINFO LIB-NAME jedis")
                .expect(":1", "$-1", "+OK", "$2", "me", "+OK");
        client.send("CLIENT MAINT_NOTIFICATIONS ON")
                .expect("-ERR unknown subcommand 'MAINT_NOTIFICATIONS'. Try CLIENT HELP.");
        client.send("RESET", "CLIENT GETNAME").expect("+RESET", "$-1");
    }

    @Test
    void lists_its_own_commands_and_no_other() throws IOException {
        client.send("COMMAND COUNT").expect(":15");
        client.send("COMMAND INFO get nosuch").expect("*2", "*10", "$3", "get", ":2", "*2", "+readonly", "+fast", ":1");
        RespNode.Client other = node.client();
        other.send("COMMAND LIST");
        Fact.when("COMMAND LIST").gives(true, other.line().startsWith("*"));
        other = node.client();
        other.send("COMMAND DOCS set")
                .expect("*2", "$3", "set", "*6", "$7", "summary", "$22", "Set the value of a key");
    }

    @Test
    void rejects_commands_in_the_words_of_Redis() throws IOException {
        client.send("INCR n", "GET", "SET k", "CLIENT NOSUCH", "MULTI")
                .expect("-ERR unknown command 'INCR', with args beginning with: 'n' ")
                .expect("-ERR wrong number of arguments for 'get' command")
                .expect("-ERR wrong number of arguments for 'set' command")
                .expect("-ERR unknown subcommand 'NOSUCH'. Try CLIENT HELP.")
                .expect("-ERR unknown command 'MULTI', with args beginning with: ");
    }

    @Test
    void shows_the_leader_and_the_metrics_in_INFO() throws IOException {
        client.send("INFO raft")
                .expect("$73", "# Raft", "kvs_node:1", "kvs_leader:1", "kvs_replication:fake", "kvs_raft_term:7", "");
        RespNode.Client other = node.client();
        other.send("HELLO 3", "INFO server", "QUIT");
        String all = other.rest();
        for (String line : new String[] {"=", "txt:# Server", "redis_version:7.0.15", "kvs_version:", "+OK\r\n"}) {
            Fact.when("INFO server has \"" + line + "\"").gives(true, all.contains(line));
        }
    }

    @Test
    void tells_what_became_of_a_command_that_the_store_did_not_do() throws Exception {
        node.run(() -> node.store.script(
                new Response.NotLeader(2),
                new Response.NotLeader(0),
                new Response.Busy(),
                new Response.MayHaveHappened(),
                new Response.Rejected("The key has 9 bytes; at most 8 are allowed"),
                new Response.Done(null),
                new Response.Busy(),
                new Response.Busy()));
        String tryAgain =
                "-TRYAGAIN the store has no leader at the moment or is at a limit; the command had no effect, so"
                        + " send it again";
        client.send("SET k v", "GET k", "SET k v", "SET k v", "SET k v", "DEL a b", "SCAN 0")
                .expect(
                        "-NOTLEADER the leader is node 2, which serves the cluster's own clients at host2:9002; send the"
                                + " command to the RESP port of that node")
                .expect(tryAgain)
                .expect(tryAgain)
                .expect("-UNKNOWN the write may have happened: the node lost the leader before the answer; read the key"
                        + " before you repeat the write")
                .expect("-ERR The key has 9 bytes; at most 8 are allowed")
                .expect(
                        "-TRYAGAIN the store has no leader at the moment or is at a limit; some of the keys may be deleted"
                                + " already, so send the command again for the rest")
                .expect(tryAgain);
    }

    @Test
    void closes_after_QUIT_and_after_what_is_no_command() throws IOException {
        client.send("SET k v", "QUIT", "SET k w").expect("+OK", "+OK");
        Fact.when("read after QUIT").gives("", client.rest());
        RespNode.Client other = node.client();
        other.sendRaw("*1\r\n$4\r\nPINGxx");
        Fact.when("send a word without its line end")
                .gives("-ERR Protocol error: expected CRLF after bulk\r\n", other.rest());
        RespNode.Client third = node.client();
        third.sendRaw("*2\r\n$3\r\nGET\r\n$99999999\r\n");
        Fact.when("announce a word above the limit")
                .gives("-ERR Protocol error: invalid bulk length\r\n", third.rest());
    }

    @Test
    void rejects_a_connection_above_the_limit() throws IOException {
        try (RespNode full = new RespNode(RespOptions.DEFAULT, NetLimits.DEFAULT.withMaxConnections(1))) {
            full.client().send("PING").expect("+PONG");
            Fact.when("connect above the limit")
                    .gives(
                            "-ERR max number of clients reached\r\n",
                            full.client().rest());
        }
    }

    @Test
    void kills_another_client() throws IOException {
        RespNode.Client victim = node.client();
        victim.send("CLIENT ID");
        client.send("PING").expect("+PONG");
        String id = victim.line().substring(1);
        client.send("CLIENT KILL ID " + id).expect(":1");
        Fact.when("CLIENT KILL").gives("", victim.rest());
    }
}

package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.protocol.Fact;
import kvs.resp.CommandTable;
import kvs.resp.RespWriter;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import org.junit.jupiter.api.Test;

/** An EXEC that is rejected drops the watched keys, as in Redis: for the client at once, and then in the shards. */
class RejectedExecTest {
    private static final String REJECTED =
            "-EXECABORT Transaction discarded because of: wrong number of arguments for 'exec' command";
    private static final String STAYS = "a shard was not told that the client watches the key no more";

    private final SteppedServer server = new SteppedServer(3);
    private final String[] keys = {server.key(0), server.key(1), server.key(2)};
    private final String watch = "WATCH " + String.join(" ", keys);
    private final SteppedServer.Peer client = server.connect(0);

    private void expectWatched(String did, int... watched) {
        for (int shard = 0; shard < watched.length; shard++) {
            Fact.when(did + "; the number of watched keys of shard " + shard)
                    .usually(STAYS)
                    .gives(watched[shard], server.keyspace(shard).watched());
        }
    }

    @Test
    void a_later_exec_runs_although_the_keys_have_changed() {
        client.ask(watch, "MULTI", "PING", "EXEC x");
        server.connect(1).ask("MSET " + keys[0] + " x " + keys[1] + " x " + keys[2] + " x");
        Fact.when("WATCH, MULTI, EXEC with a word too many; another client sets the watched keys; MULTI, PING, EXEC")
                .usually("the client still watches the keys of the EXEC that was rejected")
                .gives("+OK +QUEUED *1 +PONG", client.ask("MULTI", "PING", "EXEC"));
    }

    @Test
    void no_shard_knows_the_watch_any_more() {
        client.ask(watch);
        expectWatched("WATCH of a key in each shard", 1, 1, 1);
        assertThat(client.ask("EXEC x")).isEqualTo(REJECTED);
        expectWatched("the same and an EXEC that is rejected", 0, 0, 0);
    }

    @Test
    void keys_that_are_watched_again_in_the_same_pipeline_stay_watched() {
        client.ask(watch, "EXEC x", "WATCH " + keys[1], "EXEC x y", "WATCH " + keys[1] + " " + keys[2]);
        expectWatched("WATCH and EXEC with too many words, twice; WATCH of keys in shards 1 and 2", 0, 1, 1);
        server.connect(0).ask("SET " + keys[1] + " x");
        assertThat(client.ask("MULTI", "EXEC")).isEqualTo("+OK *-1");
        expectWatched("the same and EXEC", 0, 0, 0);
    }

    @Test
    void a_change_of_an_earlier_watch_does_not_break_the_next() {
        client.ask(watch, "EXEC x", "WATCH " + keys[1]);
        server.connect(2).ask("SET " + keys[0] + " x");
        assertThat(client.ask("MULTI", "EXEC")).isEqualTo("+OK *0");
    }

    @Test
    void a_shard_that_is_held_forgets_the_watch_afterwards() {
        client.ask(watch);
        SteppedServer.Peer other = server.connect(2).send("MSET " + keys[1] + " x " + keys[2] + " x");
        server.step(1);
        assertThat(server.worker(1).shard().isHeld()).isTrue();
        client.send("EXEC x");
        server.run();
        assertThat(other.received()).isEqualTo("+OK");
        expectWatched("EXEC is rejected while another client holds shard 1", 0, 0, 0);
    }

    @Test
    void a_subscriber_that_may_not_send_exec_watches_no_more() {
        assertThat(client.ask(watch, "SUBSCRIBE ch", "EXEC")).contains("-EXECABORT");
        expectWatched("WATCH, SUBSCRIBE, EXEC in RESP2", 0, 0, 0);
    }

    @Test
    void a_client_that_is_gone_watches_nothing() {
        client.ask(watch, "EXEC x", watch);
        client.disconnect();
        server.run();
        expectWatched("WATCH, EXEC that is rejected, WATCH; the client goes", 0, 0, 0);
    }

    @Test
    void stripes_forget_the_watch_too() {
        Stripes stripes = Stripes.create(4, ObjectMap::new, () -> 0);
        Output output = new Output();
        CommandTable commands = CommandTable.standard();
        ShardedOptions options = Served.Keys.ONE_SHARD_OF_OBJECTS.options();
        ServerState state = new ServerState(options, commands, new NetStats(), server, () -> {});
        InetSocketAddress nowhere = new InetSocketAddress("127.0.0.1", 1);
        Session session = new Sessions(options, state, commands)
                .open(
                        output,
                        nowhere,
                        nowhere,
                        Runnable::run,
                        new Window(),
                        (of, line, form) -> new LockRouter(new RespWriter(), stripes, of, line, form));

        assertThat(output.ask(session, "WATCH a b c d e")).isEqualTo("+OK");
        assertThat(watched(stripes)).isEqualTo(5);
        assertThat(output.ask(session, "EXEC x")).isEqualTo(REJECTED);
        Fact.when("WATCH and an EXEC that is rejected, with locks")
                .usually(STAYS)
                .gives(0, watched(stripes));
        assertThat(output.ask(session, "WATCH a b")).isEqualTo("+OK");
        session.closed();
        Fact.when("WATCH, and the client goes").usually(STAYS).gives(0, watched(stripes));
    }

    private static int watched(Stripes stripes) {
        return stripes.all().stream().mapToInt(Keyspace::watched).sum();
    }

    /** A connection without a socket. */
    private static final class Output implements Line {
        private final ByteBuf out = Unpooled.buffer();

        String ask(Session session, String command) {
            session.process(ByteCursor.over(TestClient.command(command.split(" "))));
            String text = out.toString(ISO_8859_1).strip();
            out.clear();
            return text;
        }

        @Override
        public ByteBuf out() {
            return out;
        }

        @Override
        public boolean mayContinue() {
            return true;
        }

        @Override
        public void resume() {}

        @Override
        public void flushSoon() {}

        @Override
        public int pendingBytes() {
            return 0;
        }

        @Override
        public void close(String reason) {}
    }
}

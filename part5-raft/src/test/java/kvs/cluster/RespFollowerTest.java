package kvs.cluster;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import kvs.cluster.resp.FakeStore;
import kvs.cluster.resp.RespOptions;
import kvs.cluster.resp.RespSessions;
import kvs.net.Acceptor;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.Test;

/** A Redis client of a follower: its pipeline goes to the leader, and its replies stay in order. */
class RespFollowerTest {

    @Test
    void passes_a_pipeline_on_to_the_leader() throws Exception {
        ManualClock clock = new ManualClock();
        FakeStore store = new FakeStore();
        EventLoop loop = new EventLoop("test-loop", NetLimits.DEFAULT, clock, new NetStats(), failure -> {
            throw new IllegalStateException(failure);
        });
        loop.start();
        try (FakeLeader leader = new FakeLeader()) {
            store.leader = 2;
            store.addresses.put(2, leader.address());
            Forwarding forwarding =
                    new Forwarding(1, store, new Dialer(loop, Duration.ofSeconds(20)), ForwardingOptions.DEFAULT);
            Acceptor acceptor = Acceptor.open(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                    Acceptor.Mode.PORT_PER_LOOP,
                    List.of(loop),
                    new RespSessions(1, forwarding, store, RespOptions.DEFAULT, clock, () -> 1));
            try (Socket client = new Socket(
                    InetAddress.getLoopbackAddress(), acceptor.address().getPort())) {
                client.setSoTimeout(20_000);
                client.getOutputStream().write("SET k 1\r\nSET k 2\r\nGET k\r\nDEL k\r\n".getBytes(ISO_8859_1));
                try (FakeLeader.Link link = leader.accept()) {
                    FakeLeader.Arrived one = read(link, write(new KvCommand.Set(bytes("k"), bytes("1"))));
                    FakeLeader.Arrived two = read(link, write(new KvCommand.Set(bytes("k"), bytes("2"))));
                    link.answer(two, new Response.Done(bytes("1")));
                    link.answer(one, new Response.Done(null));
                    link.answer(read(link, new Request.Get(bytes("k"), false)), new Response.Found(bytes("2")));
                    read(link, write(new KvCommand.Delete(bytes("k"))));
                }
                expect("+OK\r\n+OK\r\n$1\r\n2\r\n-UNKNOWN the write may have happened", client);
            }
            acceptor.close();
        } finally {
            loop.stop(Duration.ZERO);
        }
    }

    private static FakeLeader.Arrived read(FakeLeader.Link link, Request expected) throws Exception {
        FakeLeader.Arrived arrived = link.read();
        Fact.when("the leader reads a request").gives(expected, arrived.request());
        return arrived;
    }

    private static void expect(String expected, Socket client) throws IOException {
        String got = new String(client.getInputStream().readNBytes(expected.length()), ISO_8859_1);
        Fact.when("read replies").gives(expected, got);
    }

    private static Request write(KvCommand command) {
        return new Request.Write(null, command);
    }

    private static Bytes bytes(String text) {
        return Bytes.utf8(text);
    }
}

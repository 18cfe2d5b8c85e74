package kvs.sharded;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.net.Clock;
import kvs.net.NetStats;
import kvs.protocol.Fact;
import kvs.resp.Client;
import kvs.resp.CommandTable;
import kvs.resp.RespWriter;
import kvs.shard.ObjectMap;
import org.junit.jupiter.api.Test;

class ServerStateTest {
    private final AtomicInteger stops = new AtomicInteger();

    /** Returns whether a client at {@code ip} may stop the server. */
    private boolean isStoppedFrom(String ip) throws UnknownHostException {
        ShardedOptions options = Served.Keys.ONE_SHARD_OF_OBJECTS.options();
        CommandTable commands = CommandTable.standard();
        ServerState state = new ServerState(options, commands, new NetStats(), Clock.SYSTEM, stops::incrementAndGet);
        InetSocketAddress remote = new InetSocketAddress(InetAddress.getByName(ip), 50_000);
        List<Client> opened = new ArrayList<>();
        new Sessions(options, state, commands)
                .open(new RecordedLine(), remote, remote, Runnable::run, new Window(), (client, line, form) -> {
                    opened.add(client);
                    return new LockRouter(
                            new RespWriter(),
                            Stripes.create(1, ObjectMap::new, Clock.SYSTEM::millis),
                            client,
                            line,
                            form);
                });
        int before = stops.get();
        boolean accepted = state.shutdown(opened.getFirst());
        Fact.when("SHUTDOWN from " + ip + "; whether the server was stopped, and said so")
                .gives(accepted, stops.get() > before);
        return accepted;
    }

    @Test
    void accepts_SHUTDOWN_from_this_machine_only() throws UnknownHostException {
        for (String ip : List.of("127.0.0.1", "127.9.8.7", "::1", "::ffff:127.0.0.1")) {
            Fact.when("SHUTDOWN from " + ip).gives(true, isStoppedFrom(ip));
        }
        for (String ip : List.of("10.0.0.1", "128.0.0.1", "1.127.0.1", "::2", "fe80::1")) {
            Fact.when("SHUTDOWN from " + ip).gives(false, isStoppedFrom(ip));
        }
    }
}

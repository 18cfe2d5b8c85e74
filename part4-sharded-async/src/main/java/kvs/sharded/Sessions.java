package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import java.util.function.Supplier;
import kvs.net.Session;
import kvs.protocol.Bytes;
import kvs.protocol.Codec;
import kvs.protocol.Command;
import kvs.protocol.NotEncodableException;
import kvs.protocol.Response;
import kvs.resp.Client;
import kvs.resp.CommandTable;
import kvs.resp.RespParser;
import kvs.server.Address;

/** Opens the session of a connection: in the server's protocol, with the router of the server's design. For any thread. */
final class Sessions {

    /** Makes the router of a connection. */
    @FunctionalInterface
    interface Routers {
        Router open(Client client, Line line, Supplier<ReplyForm> form);
    }

    private final ShardedOptions options;
    private final ServerState state;
    private final CommandTable commands;

    Sessions(ShardedOptions options, ServerState state, CommandTable commands) {
        this.options = options;
        this.state = state;
        this.commands = commands;
    }

    /** Writes what a client is sent whose connection is above the limit. */
    void writeRejection(ByteBuf out) {
        Codec codec = options.codec();
        if (codec == null) {
            out.writeCharSequence("-ERR max number of clients reached\r\n", StandardCharsets.US_ASCII);
            return;
        }
        String reason = "too many connections: the limit is " + options.net().maxConnections() + " (--max-connections)";
        try {
            codec.write(new Response.Error(reason), new Command.Ping(Bytes.EMPTY), out);
        } catch (NotEncodableException _) {
            // This protocol has no errors: the connection is closed without a reason.
        }
    }

    /**
     * Opens a session.
     *
     * @param connectionThread runs a task on the connection's thread, later
     * @param window the thread's own, for the next commands of the session at work
     */
    Session open(
            Line line,
            InetSocketAddress remote,
            InetSocketAddress local,
            Consumer<Runnable> connectionThread,
            Window window,
            Routers routers) {
        Inbox inbox = new Inbox(line, connectionThread, options.maxSubscriberBytes(), state::countSlowSubscriber);
        Client client = new Client(
                new Client.Identity(
                        state.nextId(),
                        Address.show(remote),
                        Address.show(local),
                        remote.getAddress().isLoopbackAddress(),
                        state.millis()),
                Client.Limits.DEFAULT,
                state,
                inbox);
        client.onKill(() -> connectionThread.accept(() -> line.close("killed by another client")));
        state.add(client);
        Runnable whenClosed = () -> {
            inbox.close();
            state.remove(client);
        };
        Codec codec = options.codec();
        if (codec == null) {
            Router router = routers.open(client, line, () -> client.version() == 3 ? ReplyForm.RESP3 : ReplyForm.RESP2);
            inbox.serve(client, router::isCaughtUp);
            return new RespSession(
                    client,
                    commands,
                    new RespParser(options.resp()),
                    window,
                    line,
                    router,
                    inbox,
                    state::millis,
                    whenClosed);
        }
        return new CodecSession(
                codec,
                commands,
                line,
                form -> routers.open(client, line, () -> form),
                () -> state.shutdown(client),
                whenClosed);
    }
}

package kvs.resp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import org.jspecify.annotations.Nullable;

/** A server without sockets and threads: one shard, a clock that the test moves, clients that send commands in turn. */
final class FakeServer implements ServerView {
    /** Milliseconds since the epoch. */
    long now = 1_700_000_000_123L;

    final Map<String, Map<String, String>> info = new LinkedHashMap<>();
    final Map<String, String> config = new TreeMap<>();
    final List<Client> stoppedBy = new ArrayList<>();
    boolean mayShutDown = true;
    int resets;

    private final CommandTable commands = CommandTable.standard();
    private final PubSub pubSub = new PubSub();
    private final List<Client> clients = new ArrayList<>();
    private final Database database = Database.of(new Keyspace(new ObjectMap(), () -> now));

    /** Connects a client. */
    Peer connect() {
        return connect(Client.Limits.DEFAULT);
    }

    Peer connect(Client.Limits limits) {
        return new Peer(clients.size() + 1, limits);
    }

    /** A client, and what it has been sent. */
    final class Peer {
        final Client client;

        private final ByteBuf sent = Unpooled.buffer();
        private final RespWriter writer = new RespWriter().to(sent);

        private Peer(int id, Client.Limits limits) {
            Client.Identity identity =
                    new Client.Identity(id, "127.0.0.1:" + (50_000 + id), "127.0.0.1:6379", true, now);
            client = new Client(identity, limits, FakeServer.this, message -> message.writeTo(writer));
            client.onVersion(writer::version);
            client.onKill(this::close);
            clients.add(client);
        }

        /** Sends the words of {@code line}, separated by blanks; returns what the client is sent, with blanks for CRLF. */
        String send(String line) {
            return sendWords(line.split(" "));
        }

        String sendWords(String... words) {
            Arguments arguments = Arguments.of(words);
            CommandSpec spec = commands.find(arguments.get(0));
            client.active(now);
            if (Dispatch.admits(spec, arguments, client, writer)) {
                Objects.requireNonNull(spec, "a command that is unknown is not admitted");
                switch (spec.handler()) {
                    case Handler.OnKeys handler -> handler.run(arguments, database, writer);
                    case Handler.OnClient handler -> handler.run(arguments, client, writer);
                    case Handler.OnBoth handler -> handler.run(arguments, client, database, writer);
                }
            }
            return sent();
        }

        /** Sends several commands, one after the other; returns the answer of the last one. */
        String sendAll(String... lines) {
            String answer = "";
            for (String line : lines) {
                answer = send(line);
            }
            return answer;
        }

        /** Returns what the client has been sent since the last call, with blanks for CRLF. */
        String sent() {
            String text = sent.toString(StandardCharsets.UTF_8);
            sent.clear();
            return text.replace("\r\n", " ").stripTrailing();
        }

        void close() {
            client.unwatch(database);
            client.closed();
            clients.remove(client);
        }
    }

    @Override
    public Map<String, Map<String, String>> info() {
        return info;
    }

    @Override
    public Map<String, String> config() {
        return new TreeMap<>(config);
    }

    /** Settings whose name begins with "fixed" cannot be changed. */
    @Override
    public @Nullable String configure(String name, String value) {
        if (name.startsWith("fixed")) {
            return "can't set immutable config";
        }
        config.put(name, value);
        return null;
    }

    @Override
    public void resetStatistics() {
        resets++;
    }

    @Override
    public List<Client> clients() {
        return List.copyOf(clients);
    }

    @Override
    public PubSub pubSub() {
        return pubSub;
    }

    @Override
    public CommandTable commands() {
        return commands;
    }

    @Override
    public boolean shutdown(Client client) {
        if (mayShutDown) {
            stoppedBy.add(client);
        }
        return mayShutDown;
    }

    @Override
    public long millis() {
        return now;
    }
}

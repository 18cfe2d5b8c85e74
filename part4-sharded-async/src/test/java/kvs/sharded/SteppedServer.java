package kvs.sharded;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.Executor;
import kvs.engine.OrderedEngine;
import kvs.net.Clock;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.resp.CommandTable;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import kvs.shard.ShardStore;
import kvs.shard.Sharding;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A server without sockets and threads: the test says which worker runs its next message, so it can try every order. All of it is
 * the server's own but the loops.
 */
final class SteppedServer implements Clock {
    private static final InetSocketAddress NOWHERE = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);

    /** A client that has this many turns without an answer and without waiting for one has none to come. */
    private static final int MAX_TURNS = 100_000;

    /** Milliseconds since the epoch. */
    long now = 1_800_000_000_000L;

    private final List<Worker> workers = new ArrayList<>();
    private final List<Deque<Runnable>> mailboxes = new ArrayList<>();
    private final List<Keyspace> keyspaces = new ArrayList<>();
    private final Sharding sharding;
    private final ServerState state;
    private final Sessions sessions;

    /** Starts with keys in memory. */
    SteppedServer(int shards) {
        this(shards, null, Runnable::run);
    }

    /** Starts with an engine for each shard, and loads what it holds. */
    SteppedServer(List<? extends OrderedEngine> engines) {
        this(engines, Runnable::run);
    }

    /** Starts with an engine for each shard; {@code disk} runs what waits for them. */
    SteppedServer(List<? extends OrderedEngine> engines, Executor disk) {
        this(engines.size(), engines, disk);
    }

    private SteppedServer(int shards, @Nullable List<? extends OrderedEngine> engines, Executor disk) {
        sharding = new Sharding(shards);
        for (int shard = 0; shard < shards; shard++) {
            Keyspace keyspace = new Keyspace(new ObjectMap(), () -> now);
            keyspaces.add(keyspace);
            mailboxes.add(new ArrayDeque<>());
            Mail mail = (to, message) -> mailboxes.get(to.shard().index()).add(message);
            ShardStore store = engines == null ? null : loaded(shard, engines.get(shard), keyspace);
            Committer committer = store == null ? null : new Committer(store, disk, () -> {});
            workers.add(new Worker(shard, mail, keyspace, keyspaces, committer));
        }
        ShardedOptions options = Served.Keys.THREE_SHARDS_OF_OBJECTS.options();
        CommandTable commands = CommandTable.standard();
        state = new ServerState(options, commands, new NetStats(), this, () -> {});
        sessions = new Sessions(options, state, commands);
    }

    private static ShardStore loaded(int shard, OrderedEngine engine, Keyspace keyspace) {
        try {
            ShardStore store = new ShardStore("shard " + shard, engine, keyspace);
            store.load();
            return store;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    Worker worker(int worker) {
        return workers.get(worker);
    }

    List<Worker> workers() {
        return Collections.unmodifiableList(workers);
    }

    Sharding sharding() {
        return sharding;
    }

    ServerState state() {
        return state;
    }

    Keyspace keyspace(int shard) {
        return keyspaces.get(shard);
    }

    /** Returns the value of {@code key}, without a command. */
    @Nullable
    String value(String key) {
        Slice slice = Slice.of(Bytes.utf8(key));
        var entry = keyspaces.get(sharding.shardOf(slice)).get(slice);
        return entry == null ? null : entry.value().copy().utf8();
    }

    /** Returns a key of {@code shard}. */
    String key(int shard) {
        return key(shard, "k");
    }

    /** Returns a key of {@code shard} that begins with {@code prefix}. */
    String key(int shard, String prefix) {
        for (int i = 0; ; i++) {
            if (sharding.shardOf(Slice.of(Bytes.utf8(prefix + i))) == shard) {
                return prefix + i;
            }
        }
    }

    /** Connects a client to the loop of {@code worker}. */
    Peer connect(int worker) {
        return new Peer(worker);
    }

    boolean hasMessage(int worker) {
        return !mailboxes.get(worker).isEmpty();
    }

    /** Lets a worker run its oldest message. */
    void step(int worker) {
        mailboxes.get(worker).remove().run();
    }

    /** Returns the workers that have a message. */
    List<Integer> ready() {
        List<Integer> ready = new ArrayList<>();
        for (int worker = 0; worker < workers.size(); worker++) {
            if (hasMessage(worker)) {
                ready.add(worker);
            }
        }
        return ready;
    }

    /** Ends a turn of a worker: commits. */
    void endTurn(int worker) {
        workers.get(worker).shard().commit();
    }

    /** Takes turns until no message is left. */
    void run() {
        do {
            for (int worker = 0; worker < workers.size(); worker++) {
                while (hasMessage(worker)) {
                    step(worker);
                }
                endTurn(worker);
            }
        } while (!ready().isEmpty());
    }

    @Override
    public long nanos() {
        return now * 1_000_000;
    }

    @Override
    public long millis() {
        return now;
    }

    /** A client, its connection, and what it has been sent. */
    final class Peer implements Line {
        private final int worker;
        private final ByteBuf in = Unpooled.buffer();
        private final ByteCursor cursor = new ByteCursor(in);
        private final ByteBuf out = Unpooled.buffer();
        private final Session session;
        private boolean running;
        private boolean waiting;
        private boolean resumed;
        private boolean closed;

        /** Commands that may run before the output is looked at. */
        int budget = 1_000;

        private int left;

        /** The number of turns that the session has had. */
        int turns;

        private Peer(int worker) {
            this.worker = worker;
            Worker home = workers.get(worker);
            session = sessions.open(
                    this,
                    NOWHERE,
                    NOWHERE,
                    task -> mailboxes.get(worker).add(task),
                    home.window(),
                    (client, line, form) -> new ShardRouter(home, workers, sharding, client, line, form));
        }

        /** Sends commands, each a line of words; they run at once, unless the connection waits. */
        Peer send(String... lines) {
            for (String line : lines) {
                in.writeBytes(TestClient.command(line.split(" ")));
            }
            return sendBytes(new byte[0]);
        }

        /** Sends bytes, of commands or of parts of some. */
        Peer sendBytes(byte[] bytes) {
            in.writeBytes(bytes);
            if (!waiting && !closed) {
                runInput();
            }
            return this;
        }

        /** Sends commands, lets all workers run, and returns the replies, with blanks for line ends. */
        String ask(String... lines) {
            send(lines);
            SteppedServer.this.run();
            return received();
        }

        private void runInput() {
            waiting = false;
            Session.Next next = Session.Next.AGAIN;
            for (int turn = 0; next == Session.Next.AGAIN && !closed; turn++) {
                if (turn == MAX_TURNS) {
                    throw new IllegalStateException("the session asks for turn after turn and does nothing");
                }
                cursor.begin();
                left = budget;
                turns++;
                resumed = false;
                running = true;
                next = session.process(cursor);
                running = false;
            }
            cursor.discardRead();
            if (next == Session.Next.CLOSE) {
                close("the conversation is over");
            } else if (next == Session.Next.WAIT) {
                waiting = true;
                if (resumed) {
                    resume();
                }
            }
        }

        /** Returns what was sent to the client since the last call, with blanks for line ends. */
        String received() {
            String text = out.toString(ISO_8859_1);
            out.clear();
            return text.replace("\r\n", " ").stripTrailing();
        }

        boolean isWaiting() {
            return waiting;
        }

        boolean isClosed() {
            return closed;
        }

        /** Ends the connection, as the client does. */
        void disconnect() {
            close("the client has gone");
        }

        @Override
        public ByteBuf out() {
            return closed ? Unpooled.buffer() : out;
        }

        @Override
        public boolean mayContinue() {
            return --left >= 0;
        }

        @Override
        public void resume() {
            if (running) {
                resumed = true;
            } else if (waiting) {
                waiting = false;
                mailboxes.get(worker).add(() -> {
                    if (!closed) {
                        runInput();
                    }
                });
            }
        }

        @Override
        public void flushSoon() {}

        @Override
        public int pendingBytes() {
            return out.readableBytes();
        }

        @Override
        public void close(String reason) {
            if (!closed) {
                closed = true;
                session.closed();
            }
        }
    }
}

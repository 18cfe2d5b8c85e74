package kvs.sharded;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import kvs.net.Clock;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.protocol.ByteCursor;
import kvs.protocol.Bytes;
import kvs.resp.CommandTable;
import kvs.resp.RespWriter;
import kvs.shard.Keyspace;
import kvs.shard.ObjectMap;
import kvs.shard.Sharding;
import kvs.shard.Slice;

/**
 * Runs a load on one design and counts what it costs. Sessions, routers, shards and locks are the server's own; sockets and threads
 * are not, so two runs count the same.
 *
 * <p>There are two loops. All clients are connected to loop 0. Each sends {@link #REQUESTS} requests, {@code depth} at a time, and
 * waits for their replies. The first, third, … of them is for a key of shard 0, the others are for keys of shard 1; no two of them
 * are in the same of 64 stripes.
 *
 * <p>The loops take turns. In a turn, a loop runs all that has arrived for it, and then it sleeps.
 */
final class CountedLoad implements Clock {
    /** What each client sends. */
    static final int REQUESTS = Stripes.MANY;

    private static final int LOOPS = 2;
    private static final InetSocketAddress NOWHERE = new InetSocketAddress("127.0.0.1", 1);

    /**
     * What a load has cost.
     *
     * @param reads calls of read, each of which returns all requests that one client has sent
     * @param writes calls of write, each with all replies that a client is sent at that time
     * @param locks how often a lock was taken, all of them together
     * @param hottestLock how often that one was taken that was taken most often
     * @param messages messages from loop to loop
     * @param wakeUps those of the messages that found the other loop asleep
     */
    record Counts(int reads, int writes, int locks, int hottestLock, int messages, int wakeUps) {}

    private final List<Worker> workers = new ArrayList<>();
    private final List<Deque<Runnable>> mailboxes = new ArrayList<>();
    private final List<Counted> locks = new ArrayList<>();
    private final List<Peer> peers = new ArrayList<>();
    private final String[] keys = new String[REQUESTS];
    private int reads;
    private int writes;
    private int messages;
    private int wakeUps;

    private CountedLoad(Design design, int clients) {
        Sharding stripes = new Sharding(Stripes.MANY);
        for (int i = 0, found = 0; found < REQUESTS; i++) {
            int stripe = stripes.shardOf(Slice.of(Bytes.utf8("key" + i)));
            if (keys[stripe] == null) {
                keys[stripe] = "key" + i;
                found++;
            }
        }
        Sessions.Routers routers =
                design == Design.SHARDS ? shards() : locks(design == Design.ONE_LOCK ? 1 : Stripes.MANY);
        ShardedOptions options = Served.Keys.TWO_SHARDS_OF_SLABS.options();
        CommandTable commands = CommandTable.standard();
        Sessions sessions =
                new Sessions(options, new ServerState(options, commands, new NetStats(), this, () -> {}), commands);
        Window window = new Window();
        for (int i = 0; i < clients; i++) {
            peers.add(new Peer(sessions, window, routers));
        }
    }

    private Sessions.Routers shards() {
        List<Keyspace> keyspaces = new ArrayList<>();
        for (int shard = 0; shard < LOOPS; shard++) {
            keyspaces.add(keyspace());
            mailboxes.add(new ArrayDeque<>());
            workers.add(new Worker(shard, this::send, keyspaces.get(shard), keyspaces, null));
        }
        Sharding sharding = new Sharding(LOOPS);
        return (client, line, form) -> new ShardRouter(workers.get(0), workers, sharding, client, line, form);
    }

    private Sessions.Routers locks(int count) {
        List<Keyspace> keyspaces = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            keyspaces.add(keyspace());
        }
        Stripes stripes = new Stripes(keyspaces, () -> {
            Counted lock = new Counted();
            locks.add(lock);
            return lock;
        });
        return (client, line, form) -> new LockRouter(new RespWriter(), stripes, client, line, form);
    }

    private Keyspace keyspace() {
        return new Keyspace(new ObjectMap(), this::millis);
    }

    private void send(Worker to, Runnable message) {
        Deque<Runnable> mailbox = mailboxes.get(to.shard().index());
        messages++;
        if (mailbox.isEmpty()) {
            wakeUps++;
        }
        mailbox.add(message);
    }

    /** Returns what it costs when each of {@code clients} clients sends its requests, {@code depth} at a time. */
    static Counts of(Design design, int clients, int depth) {
        CountedLoad load = new CountedLoad(design, clients);
        for (int first = 0; first < REQUESTS; first += depth) {
            load.round(first, depth);
        }
        return load.counts();
    }

    private void round(int first, int depth) {
        for (Peer peer : peers) {
            peer.arrived(first, depth);
        }
        while (mailboxes.stream().anyMatch(mailbox -> !mailbox.isEmpty())) {
            for (Deque<Runnable> mailbox : mailboxes) {
                while (!mailbox.isEmpty()) {
                    mailbox.remove().run();
                }
            }
        }
        for (Peer peer : peers) {
            if (peer.replies != first + depth) {
                throw new IllegalStateException(peer.replies + " replies to " + (first + depth) + " requests");
            }
        }
    }

    private Counts counts() {
        int all = locks.stream().mapToInt(lock -> lock.taken).sum();
        int hottest = locks.stream().mapToInt(lock -> lock.taken).max().orElse(0);
        return new Counts(reads, writes, all, hottest, messages, wakeUps);
    }

    @Override
    public long nanos() {
        return 0;
    }

    @Override
    public long millis() {
        return 0;
    }

    /** A lock that counts how often it is taken. */
    @SuppressWarnings("serial")
    private static final class Counted extends ReentrantLock {
        private int taken;

        @Override
        public void lock() {
            taken++;
            super.lock();
        }
    }

    /** A client and its connection. */
    private final class Peer implements Line {
        private final ByteBuf in = Unpooled.buffer();
        private final ByteCursor cursor = new ByteCursor(in);
        private final ByteBuf out = Unpooled.buffer();
        private final Session session;
        private int replies;

        Peer(Sessions sessions, Window window, Sessions.Routers routers) {
            session = sessions.open(this, NOWHERE, NOWHERE, Runnable::run, window, routers);
        }

        /** Requests have arrived, and are read with one call. */
        void arrived(int first, int number) {
            for (int i = first; i < first + number; i++) {
                in.writeBytes(TestClient.command("GET", keys[i]));
            }
            reads++;
            run();
        }

        private void run() {
            Session.Next next;
            do {
                cursor.begin();
                next = session.process(cursor);
                if (next != Session.Next.WAIT) {
                    write();
                }
            } while (next == Session.Next.AGAIN);
            cursor.discardRead();
        }

        private void write() {
            if (out.isReadable()) {
                writes++;
                // Each reply is "$-1": there are no values.
                replies += out.toString(US_ASCII).split("\r\n").length;
                out.clear();
            }
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
        public void resume() {
            run();
        }

        /** Nothing to do: no output is appended outside of a session's turn. */
        @Override
        public void flushSoon() {}

        @Override
        public int pendingBytes() {
            return out.readableBytes();
        }

        @Override
        public void close(String reason) {
            throw new IllegalStateException(reason);
        }
    }
}

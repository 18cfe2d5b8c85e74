package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.Connection;
import kvs.net.EventLoop;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.shard.Keyspace;
import kvs.shard.ShardDirectory;
import kvs.shard.ShardStore;
import kvs.shard.Sharding;
import org.jspecify.annotations.Nullable;

/**
 * Loops with a shard each.
 *
 * <pre>
 *   acceptor ──▶ loop 0 ── shard 0      a connection stays with its loop;
 *          └───▶ loop 1 ── shard 1      a key stays with its shard
 *                  ⇅ mailboxes
 * </pre>
 */
final class ShardedFront implements Front {
    private final ShardedOptions options;
    private final Sharding sharding;
    private final Sessions sessions;
    private final Loops loops;
    private final @Nullable ShardDirectory directory;

    /** Runs what waits for disks, so that no loop does: one thread for each shard that writes. */
    private final ExecutorService disks = Executors.newCachedThreadPool(
            Thread.ofPlatform().daemon().name("kvs-commit-", 0).factory());

    private final List<Worker> workers = new ArrayList<>();
    private final List<Keyspace> keyspaces = new ArrayList<>();

    /** Opens the data of all shards. */
    ShardedFront(
            ShardedOptions options, ServerState state, Sessions sessions, Clock clock, NetStats net, Engines engines)
            throws IOException {
        this.options = options;
        this.sessions = sessions;
        ShardedOptions.Storage storage = options.storage();
        this.sharding = new Sharding(shards(options));
        this.directory = storage == null
                ? null
                : ShardDirectory.open(
                        storage.directory(), sharding.shards(), engines, storage.engine(), storage.settings());
        try {
            this.loops = new Loops(options, clock, net, sharding.shards());
            for (int shard = 0; shard < sharding.shards(); shard++) {
                add(shard, loops.get(shard), clock);
            }
        } catch (IOException | RuntimeException e) {
            closeData();
            throw e;
        }
    }

    private static int shards(ShardedOptions options) throws IOException {
        if (options.shards() > 0) {
            return options.shards();
        }
        int processors = Runtime.getRuntime().availableProcessors();
        ShardedOptions.Storage storage = options.storage();
        return storage == null
                ? processors
                : ShardDirectory.recordedShards(storage.directory()).orElse(processors);
    }

    private void add(int shard, EventLoop loop, Clock clock) throws IOException {
        Keyspace keyspace = new Keyspace(options.map().get(), clock::millis);
        keyspaces.add(keyspace);
        Committer committer = null;
        if (directory != null) {
            ShardStore store = directory.store(shard, keyspace);
            store.load();
            // A loop whose mailbox is full does not sleep, and looks at the end of its turn.
            committer = new Committer(store, disks, () -> loop.offer(() -> {}));
        }
        Mail mail = (to, message) -> loop.send(loops.get(to.shard().index()), message);
        Worker worker = new Worker(shard, mail, keyspace, keyspaces, committer);
        workers.add(worker);
        loops.keepUp(loop, worker.shard()::sweep, worker.shard()::work);
        loop.onTurnEnd(worker.shard()::commit);
    }

    @Override
    public void start() throws IOException {
        loops.start(options, sessions, this::open);
    }

    private Session open(Connection connection) {
        EventLoop loop = connection.loop();
        Worker worker = workers.get(loops.indexOf(loop));
        return sessions.open(
                new LoopLine(connection),
                connection.remote(),
                connection.local(),
                task -> Loops.run(loop, task),
                worker.window(),
                (client, line, form) -> new ShardRouter(worker, workers, sharding, client, line, form));
    }

    @Override
    public InetSocketAddress address() {
        return loops.address();
    }

    @Override
    public String description() {
        ShardedOptions.Storage storage = options.storage();
        return sharding.shards()
                + (sharding.shards() == 1 ? " shard, " : " shards, ")
                + (storage == null ? "in memory" : "data in " + storage.directory());
    }

    @Override
    public long keys() {
        return keyspaces.stream().mapToLong(Keyspace::size).sum();
    }

    @Override
    public long expiring() {
        return keyspaces.stream().mapToLong(Keyspace::expiring).sum();
    }

    @Override
    public List<Integer> connectionsByLoop() {
        return loops.connections();
    }

    @Override
    public void stop() throws InterruptedException {
        loops.stop();
    }

    @Override
    public void closeData() throws IOException {
        if (directory != null) {
            directory.close();
        }
        disks.shutdown();
    }
}

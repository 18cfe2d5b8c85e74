package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import kvs.net.Clock;
import kvs.net.Connection;
import kvs.net.EventLoop;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.resp.RespWriter;

/** Event loops that run every command themselves, under the locks of its keys. */
final class StripedFront implements Front {
    private final ShardedOptions options;
    private final Sessions sessions;
    private final Stripes stripes;
    private final Loops loops;
    private final int count;
    private final List<RespWriter> writers = new ArrayList<>();
    private final List<Window> windows = new ArrayList<>();

    StripedFront(ShardedOptions options, ServerState state, Sessions sessions, Clock clock, NetStats net)
            throws IOException {
        this.options = options;
        this.sessions = sessions;
        this.stripes = Stripes.create(Stripes.MANY, options.map(), clock::millis);
        this.count =
                options.shards() > 0 ? options.shards() : Runtime.getRuntime().availableProcessors();
        this.loops = new Loops(options, clock, net, count);
        for (int i = 0; i < count; i++) {
            writers.add(new RespWriter());
            windows.add(new Window());
        }
        loops.keepUp(loops.get(0), stripes::work, _ -> false);
    }

    @Override
    public void start() throws IOException {
        loops.start(options, sessions, this::open);
    }

    private Session open(Connection connection) {
        EventLoop loop = connection.loop();
        int index = loops.indexOf(loop);
        return sessions.open(
                new LoopLine(connection),
                connection.remote(),
                connection.local(),
                task -> Loops.run(loop, task),
                windows.get(index),
                (client, line, form) -> new LockRouter(writers.get(index), stripes, client, line, form));
    }

    @Override
    public InetSocketAddress address() {
        return loops.address();
    }

    @Override
    public String description() {
        return count + " loops, " + stripes.all().size() + " locks, in memory";
    }

    @Override
    public long keys() {
        return stripes.keys();
    }

    @Override
    public long expiring() {
        return stripes.expiring();
    }

    @Override
    public List<Integer> connectionsByLoop() {
        return loops.connections();
    }

    @Override
    public void stop() throws InterruptedException {
        loops.stop();
    }

    /** Does nothing: there are no data to close. */
    @Override
    public void closeData() {}
}

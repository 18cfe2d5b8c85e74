package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.function.Consumer;
import kvs.net.Clock;
import kvs.net.Session;
import kvs.resp.RespWriter;

/** The designs with a virtual thread for each connection, and locks on the keys. */
final class ThreadedFront implements Front {
    private static final Duration SWEEP_TIME = Duration.ofMillis(100);
    private static final int SWEPT_KEYS = 100;

    private final Sessions sessions;
    private final Stripes stripes;
    private final ThreadedServer server;
    private final Thread sweeper =
            Thread.ofPlatform().name("kvs-sweep").daemon().unstarted(this::sweep);

    ThreadedFront(ShardedOptions options, ServerState state, Sessions sessions, Clock clock, int stripes)
            throws IOException {
        this.sessions = sessions;
        this.stripes = Stripes.create(stripes, options.map(), clock::millis);
        this.server = new ThreadedServer(options.address(), options.net().maxConnections(), this::open);
    }

    @Override
    public void start() throws IOException {
        server.bind();
        server.start();
        sweeper.start();
    }

    private Session open(Line line, Socket socket, Consumer<Runnable> connectionThread) {
        return sessions.open(
                line,
                (InetSocketAddress) socket.getRemoteSocketAddress(),
                (InetSocketAddress) socket.getLocalSocketAddress(),
                connectionThread,
                new Window(),
                (client, output, form) -> new LockRouter(new RespWriter(), stripes, client, output, form));
    }

    private void sweep() {
        try {
            while (true) {
                Thread.sleep(SWEEP_TIME);
                stripes.work(SWEPT_KEYS);
            }
        } catch (InterruptedException _) {
            // The server has stopped.
        }
    }

    @Override
    public InetSocketAddress address() {
        return server.address();
    }

    @Override
    public String description() {
        int locks = stripes.all().size();
        return "virtual threads, " + (locks == 1 ? "1 lock" : locks + " locks") + ", in memory";
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
    public void stop() throws IOException {
        sweeper.interrupt();
        server.close();
    }

    /** Does nothing: there are no data to close. */
    @Override
    public void closeData() {}
}

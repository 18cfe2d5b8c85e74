package kvs.sharded;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.function.IntConsumer;
import java.util.function.IntPredicate;
import kvs.net.Acceptor;
import kvs.net.Clock;
import kvs.net.Connection;
import kvs.net.EventLoop;
import kvs.net.NetStats;
import kvs.net.Session;
import kvs.net.SessionFactory;
import org.jspecify.annotations.Nullable;

/** The event loops of a server, and what brings connections to them. */
final class Loops {
    /** How often a loop looks for expired keys, and how many keys it looks at. */
    private static final Duration SWEEP_TIME = Duration.ofMillis(100);

    private static final int SWEPT_KEYS = 2_000;

    /** The number of entries that are looked at for postponed work at the end of a turn. */
    private static final int WORK_PER_TURN = 200;

    private final List<EventLoop> loops = new ArrayList<>();
    private @Nullable Acceptor acceptor;

    Loops(ShardedOptions options, Clock clock, NetStats net, int count) throws IOException {
        for (int i = 0; i < count; i++) {
            loops.add(new EventLoop("kvs-loop-" + i, options.net(), clock, net));
        }
    }

    EventLoop get(int index) {
        return loops.get(index);
    }

    int indexOf(EventLoop loop) {
        return loops.indexOf(loop);
    }

    /** Returns the number of connections of each loop. Any thread may call it. */
    List<Integer> connections() {
        return loops.stream().map(EventLoop::connections).toList();
    }

    /**
     * Makes {@code loop} sweep its keys now and then, and do postponed work at the end of each turn, also while no client calls.
     *
     * @param sweep takes the number of keys to look at
     * @param work takes the number of entries to look at; returns whether more work waits
     */
    void keepUp(EventLoop loop, IntConsumer sweep, IntPredicate work) {
        loop.offer(() -> sweepLater(loop, sweep));
        loop.onTurnEnd(() -> {
            if (work.test(WORK_PER_TURN)) {
                // There is more: the loop takes another turn instead of sleeping.
                loop.execute(() -> {});
            }
        });
    }

    private static void sweepLater(EventLoop loop, IntConsumer sweep) {
        loop.schedule(SWEEP_TIME, () -> {
            sweep.accept(SWEPT_KEYS);
            sweepLater(loop, sweep);
        });
    }

    /** Starts the loops and accepts. */
    void start(ShardedOptions options, Sessions sessions, Function<Connection, Session> open) throws IOException {
        loops.forEach(EventLoop::start);
        SessionFactory factory = new SessionFactory() {
            @Override
            public Session open(Connection connection) {
                return open.apply(connection);
            }

            @Override
            public void writeRejection(ByteBuf out) {
                sessions.writeRejection(out);
            }
        };
        try {
            acceptor = Acceptor.open(
                    options.address(),
                    options.reusePort() ? Acceptor.Mode.PORT_PER_LOOP : Acceptor.Mode.ONE_LISTENER,
                    loops,
                    factory);
        } catch (IOException e) {
            try {
                stop();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    InetSocketAddress address() {
        if (acceptor == null) {
            throw new IllegalStateException("the server has not started");
        }
        return acceptor.address();
    }

    /** Runs a task on {@code loop}. Any loop's thread may call it. */
    static void run(EventLoop loop, Runnable task) {
        EventLoop own = EventLoop.current();
        if (own != null) {
            own.send(loop, task);
        } else if (!loop.offer(task)) {
            throw new IllegalStateException("the loop's mailbox is full");
        }
    }

    /** Stops accepting, answers the requests under way, and ends the loops. */
    void stop() throws InterruptedException {
        if (acceptor != null) {
            acceptor.close();
        }
        EventLoop.stopAll(loops, ShardedServer.GRACE);
    }
}

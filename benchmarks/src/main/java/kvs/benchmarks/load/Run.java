package kvs.benchmarks.load;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;

/** A load, from the first connection to the sum of what all threads saw. */
final class Run {
    /** Made before the clients are: it loads a library, and they may take all the files that a process may open. */
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final Duration CONNECT_ALL = Duration.ofSeconds(60);

    private final Load load;
    private final Progress progress;
    private final Duration stalled;
    private final AtomicBoolean stop = new AtomicBoolean();

    Run(Load load, Progress progress) {
        this(load, progress, Loop.STALLED);
    }

    /** For tests, which will not wait so long for an answer that never comes. */
    Run(Load load, Progress progress, Duration stalled) {
        this.load = load;
        this.progress = progress;
        this.stalled = stalled;
    }

    /**
     * Asks all, waits for every answer, and closes what it opened.
     *
     * @throws IOException if the server cannot be reached, hangs up, says what is not the protocol, or nothing at all
     */
    Measurement measure() throws IOException {
        List<SocketChannel> channels = connect();
        List<Loop> loops = deal(channels);
        try (ExecutorService threads = Executors.newFixedThreadPool(loops.size(), Run::thread)) {
            List<Future<Tally>> running = loops.stream().map(threads::submit).toList();
            try {
                return new Measurement(load, sum(running, loops));
            } finally {
                stop.set(true);
                progress.end();
            }
        }
    }

    private static Thread thread(Runnable loop) {
        return Thread.ofPlatform().daemon().name("load").unstarted(loop);
    }

    /** All before the first request, so that connecting is not measured. */
    private List<SocketChannel> connect() throws IOException {
        List<SocketChannel> channels = new ArrayList<>();
        long deadline = System.nanoTime() + CONNECT_ALL.toNanos();
        try {
            while (channels.size() < load.clients()) {
                if (System.nanoTime() > deadline) {
                    throw new SocketTimeoutException("only " + channels.size() + " of " + load.clients()
                            + " clients were connected after " + CONNECT_ALL.toSeconds() + " seconds");
                }
                SocketChannel channel = SocketChannel.open();
                channels.add(channel);
                channel.socket().connect(load.address(), (int) CONNECT.toMillis());
                channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
                channel.configureBlocking(false);
            }
            return channels;
        } catch (IOException e) {
            int connected = channels.size() - 1;
            for (SocketChannel channel : channels) {
                channel.close();
            }
            String which = connected < 1 ? "" : " with client " + (connected + 1) + " of " + load.clients();
            throw new IOException("could not connect to " + shown(load.address()) + which, e);
        }
    }

    private List<Loop> deal(List<SocketChannel> channels) {
        SplittableRandom seeds = new SplittableRandom(load.seed());
        int threads = load.threads();
        long requests = load.amount() instanceof Load.Amount.Requests(long count) ? count : Long.MAX_VALUE / 2;
        List<Loop> loops = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            SplittableRandom random = seeds.split();
            Requests source = new Requests(load.mix(), random, new Keys(load.mix(), random, thread, threads));
            List<SocketChannel> own = new ArrayList<>();
            for (int at = thread; at < channels.size(); at += threads) {
                own.add(channels.get(at));
            }
            long share = requests / threads + (thread < requests % threads ? 1 : 0);
            loops.add(new Loop(load, own, source, share, stop, stalled, THREADS));
        }
        return loops;
    }

    private Tally sum(List<Future<Tally>> running, List<Loop> loops) throws IOException {
        Tally sum = new Tally();
        for (Future<Tally> loop : running) {
            sum.add(await(loop, loops));
        }
        return sum;
    }

    private Tally await(Future<Tally> loop, List<Loop> loops) throws IOException {
        while (true) {
            try {
                return loop.get(Progress.EVERY.toMillis(), TimeUnit.MILLISECONDS);
            } catch (TimeoutException e) {
                progress.show(
                        load,
                        loops.stream().mapToLong(l -> l.tally().answered.get()).sum());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            } catch (ExecutionException e) {
                if (e.getCause() instanceof IOException cause) {
                    throw new IOException(shown(load.address()), cause);
                }
                throw new IllegalStateException(e.getCause());
            }
        }
    }

    /** As it was typed. */
    static String shown(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + address.getPort();
    }
}

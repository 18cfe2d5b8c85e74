package kvs.benchmarks.load;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Locale;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.NetLimits;
import kvs.resp.RespLimits;
import kvs.shard.SlabMap;
import kvs.sharded.Design;
import kvs.sharded.ShardedOptions;
import kvs.sharded.ShardedServer;

/**
 * The bytes that the sharded server allocates for a request: the server runs in this process with one loop and values in
 * slabs, a client asks it over the loopback, and the JVM says what the loop's thread has allocated meanwhile.
 *
 * <p>The keys are those of the loop's own shard, and there are few of them: values are replaced, so a SET includes its
 * share of new slabs and of compaction.
 */
final class Allocation {
    private static final int[] VALUE_BYTES = {64, 1 << 10, 16 << 10};
    private static final int[] DEPTHS = {1, 16};
    private static final int CLIENTS = 4;
    private static final int KEYS = 1_000;
    private static final int WARM_UP_PASSES = 2;
    private static final int MAX_SUBSCRIBER_BYTES = 1 << 20;

    /** A GET of a large value may allocate this much more than one of a small value, in bytes: more system calls. */
    private static final double MAX_GROWTH = 64;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final InetSocketAddress address;
    private final long loop;
    private final long requests;

    private Allocation(InetSocketAddress address, long loop, long requests) {
        this.address = address;
        this.loop = loop;
        this.requests = requests;
    }

    /**
     * Measures, and prints a table.
     *
     * @param requests of each row
     * @return whether a GET allocates nothing that grows with the value
     */
    static boolean measure(PrintStream out, long requests) throws IOException {
        ShardedServer server = new ShardedServer(options(), Clock.SYSTEM, Engines.found());
        server.start();
        try {
            return new Allocation(server.address(), loopThread(), requests).table(out);
        } finally {
            server.stop();
        }
    }

    private static ShardedOptions options() {
        return new ShardedOptions(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                null,
                1,
                Design.SHARDS,
                SlabMap::new,
                false,
                null,
                NetLimits.DEFAULT,
                RespLimits.DEFAULT,
                MAX_SUBSCRIBER_BYTES,
                false);
    }

    private static long loopThread() {
        for (long id : THREADS.getAllThreadIds()) {
            var thread = THREADS.getThreadInfo(id);
            if (thread != null && thread.getThreadName().equals("kvs-loop-0")) {
                return id;
            }
        }
        throw new IllegalStateException("the server has no thread kvs-loop-0");
    }

    private boolean table(PrintStream out) throws IOException {
        // Code that is not yet compiled allocates more.
        for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
            rows(new PrintStream(PrintStream.nullOutputStream()));
        }
        out.println("| request | value, bytes | depth | allocated, bytes |");
        out.println("|---|---:|---:|---:|");
        boolean grows = rows(out);
        out.println();
        out.println(
                grows
                        ? "GET allocates more for a larger value: look for a copy of it."
                        : "GET allocates nothing that grows with the value.");
        return !grows;
    }

    /** Prints the rows; returns whether a GET of a larger value allocates more. */
    private boolean rows(PrintStream out) throws IOException {
        boolean grows = false;
        for (int depth : DEPTHS) {
            double least = Double.MAX_VALUE;
            double most = 0;
            for (int bytes : VALUE_BYTES) {
                double set = perRequest(bytes, depth, 0);
                double get = perRequest(bytes, depth, 1);
                row(out, "SET", bytes, depth, set);
                row(out, "GET", bytes, depth, get);
                least = Math.min(least, get);
                most = Math.max(most, get);
            }
            grows |= most - least > MAX_GROWTH;
        }
        return grows;
    }

    private static void row(PrintStream out, String request, int bytes, int depth, double allocated) {
        out.printf(Locale.ROOT, "| %-7s | %,12d | %5d | %,16.1f |%n", request, bytes, depth, allocated);
    }

    private double perRequest(int bytes, int depth, double readShare) throws IOException {
        run(load(bytes, depth, 0, KEYS));
        long before = THREADS.getThreadAllocatedBytes(loop);
        run(load(bytes, depth, readShare, requests));
        return (THREADS.getThreadAllocatedBytes(loop) - before) / (double) requests;
    }

    private Load load(int bytes, int depth, double readShare, long count) {
        return new Load(
                address,
                new RespProtocol(),
                CLIENTS,
                depth,
                1,
                new Load.Amount.Requests(count),
                new Load.Mix(KEYS, Load.Choice.SEQUENTIAL, bytes, readShare),
                Duration.ZERO,
                1);
    }

    private static void run(Load load) throws IOException {
        Measurement measured = new Run(load, new Progress(System.err, false, "")).measure();
        if (measured.errors() > 0) {
            throw new IOException("the server answered with an error: " + measured.tally().firstError);
        }
    }
}

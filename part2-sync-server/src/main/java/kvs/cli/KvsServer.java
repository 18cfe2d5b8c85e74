package kvs.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.protocol.Limits;
import kvs.server.Server;
import kvs.server.ServerLimits;
import kvs.server.ServerOptions;
import kvs.server.ThreadModel;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code kvs-server}: serves a store until it is stopped. */
@Command(
        name = "kvs-server",
        description = "Serves a key-value store until it is stopped by kvs-client shutdown, ^C or SIGTERM.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-server                              on 127.0.0.1:4000, binary protocol",
            "  kvs-server --addr [::1]:0               on any free port; the log shows it",
            "  kvs-server --protocol text              then: nc 127.0.0.1 5555",
            "  kvs-server --threads single             one client at a time",
            "",
            "Exit codes: 0 stopped, 1 failure, 2 wrong usage, 3 out of memory; 143 after SIGTERM, 130 after ^C."
        })
public final class KvsServer extends NetworkProgram implements Callable<Integer> {
    private static final int POOL_THREADS = 16;

    private enum Threads {
        single,
        pool,
        virtual;

        ThreadModel model(int poolThreads) {
            return switch (this) {
                case single -> ThreadModel.single();
                case pool -> ThreadModel.pool(poolThreads);
                case virtual -> ThreadModel.virtual();
            };
        }
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    private final Engines engines = Engines.found();

    private final EngineSettings settings = new EngineSettings(engines);

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description = "The storage engine. Default: the one that wrote the directory, else kvs, else memory")
    Optional<String> engine = Optional.empty();

    @Option(names = "--dir", paramLabel = "DIR", description = "The data directory. Default: kvs-data")
    Path directory = Path.of("kvs-data");

    @Option(names = "--threads", description = "Threads for connections: ${COMPLETION-CANDIDATES}. Default: virtual")
    Threads threads = Threads.virtual;

    @Option(names = "--pool-threads", paramLabel = "N", description = "Threads of --threads pool. Default: 16")
    int poolThreads = POOL_THREADS;

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Further connections are rejected. Default: 10000")
    int maxConnections = ServerLimits.DEFAULT.maxConnections();

    @Option(names = "--max-key-bytes", paramLabel = "N", description = "Largest key. Default: 65536")
    int maxKeyBytes = Limits.DEFAULT.maxKeyBytes();

    @Option(names = "--max-value-bytes", paramLabel = "N", description = "Largest value. Default: 16777216")
    int maxValueBytes = Limits.DEFAULT.maxValueBytes();

    @Option(
            names = "--idle-time",
            paramLabel = "S",
            description = "Seconds until an idle connection is closed. Default: 300")
    long idleSeconds = ServerLimits.DEFAULT.idleTime().toSeconds();

    @Option(
            names = "--request-time",
            paramLabel = "S",
            description = "Seconds for a request to arrive completely. Default: 30")
    long requestSeconds = ServerLimits.DEFAULT.requestTime().toSeconds();

    @Option(
            names = "--shutdown-from-anywhere",
            description = "Accepts shutdown from other machines too, not only from this one.")
    boolean shutdownFromAnywhere;

    /** The JDK's property for the number of threads that carry virtual threads (JEP 444). */
    private static final String CARRIERS = "jdk.virtualThreadScheduler.parallelism";

    public static void main(String[] words) {
        leaveAProcessor();
        start(new KvsServer(), words);
    }

    /**
     * Leaves one processor to the kernel's network stack and to clients on this machine; by default, the JDK runs
     * virtual threads on all processors. On two processors, using both tripled the longest waits (docs/decisions/0007).
     */
    private static void leaveAProcessor() {
        if (System.getProperty(CARRIERS) == null) {
            int processors = Runtime.getRuntime().availableProcessors();
            System.setProperty(CARRIERS, String.valueOf(Math.max(1, processors - 1)));
        }
    }

    /** Adds the options of the available engines. */
    @Override
    protected void complete(CommandSpec command) throws IOException {
        settings.addTo(command);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (verbose) {
            Logging.debug();
        }
        ServerOptions options = options();
        KvEngine opened = engines.open(directory, engine.orElse(null), settings.values());
        Server server = new Server(options, opened);
        try {
            server.start();
        } catch (IOException e) {
            opened.close();
            throw e;
        }
        stopOnSignal(server::stop);
        server.awaitStopped();
        return 0;
    }

    /** @throws ParameterException for a limit out of range */
    private ServerOptions options() {
        try {
            return limited();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ServerOptions limited() {
        if (poolThreads < 1) {
            throw new IllegalArgumentException("--pool-threads must be 1 or more, but is " + poolThreads);
        }
        ServerLimits limits = ServerLimits.DEFAULT
                .withMaxConnections(maxConnections)
                .withIdleTime(Duration.ofSeconds(idleSeconds))
                .withRequestTime(Duration.ofSeconds(requestSeconds));
        return new ServerOptions(
                address(),
                protocol.codec(new Limits(maxKeyBytes, maxValueBytes)),
                threads.model(poolThreads),
                limits,
                shutdownFromAnywhere);
    }
}

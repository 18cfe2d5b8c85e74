package kvs.benchmarks.load;

import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.cli.OutputException;
import kvs.cli.Program;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** {@code kvs-bench}: how fast does a server answer? */
@Command(
        name = "kvs-bench",
        description = {
            "Asks a key-value store as fast as it answers, and says how fast that was.",
            "",
            "Each client writes a batch of requests, waits for all its answers and writes the next batch."
                    + " A latency runs from just before its batch is written until its answer is read."
                    + " While a client waits it asks nothing, so a pause of the server delays few requests here where it"
                    + " would delay many people: compare servers by these figures, promise nothing by them.",
            ""
        },
        sortOptions = false,
        versionProvider = Bench.Version.class,
        footer = {
            "",
            "Examples:",
            "  kvs-bench",
            "      50 clients, 10 seconds, 127.0.0.1:4000",
            "  kvs-bench --clients 1 --requests 10000",
            "      how long one client waits for an answer",
            "  kvs-bench --pipeline 16 --read-share 0.9",
            "      many requests in one write, few of them SETs",
            "  kvs-bench --fill --keys 1000000 --keys-by zipfian --read-share 1",
            "      reads of a full store, of some keys far more often than of others",
            "  kvs-bench --protocol resp --addr 127.0.0.1:6379 --svg redis.svg",
            "      the same load on Redis, and a drawing of it",
            "  kvs-bench --self-test",
            "      how fast can kvs-bench itself go?",
            "  kvs-bench --self-test --addr 127.0.0.1:4000",
            "      and how much faster than this server is that?",
            "",
            "When its threads are busy all the time, kvs-bench measures itself: give it more --threads.",
            "",
            "Exit codes: 0 measured; 1 the server could not be reached, hung up or answered with errors;"
                    + " 2 wrong usage; 3 kvs-bench could not be built."
        })
public final class Bench implements Callable<Integer> {
    private static final String DEFAULT_ADDRESS = "127.0.0.1:4000";

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(
            names = "--addr",
            paramLabel = "IP:PORT",
            converter = Address.class,
            description = "The server; [IP]:PORT for IPv6. It is " + DEFAULT_ADDRESS + " by default.")
    private Optional<InetSocketAddress> address = Optional.empty();

    @Option(
            names = "--protocol",
            paramLabel = "NAME",
            defaultValue = "binary",
            description =
                    "binary, text, resp, which is what Redis speaks, memcached, or cluster, the port for clients of kvs-node. Default: ${DEFAULT-VALUE}")
    private String protocol = "";

    @Option(
            names = "--clients",
            paramLabel = "N",
            defaultValue = "50",
            description = "Connections, 1 to 10,000. Default: ${DEFAULT-VALUE}")
    private int clients;

    @Option(
            names = "--pipeline",
            paramLabel = "D",
            defaultValue = "1",
            description = "Requests that a client writes before it waits, 1 to 1,024. Default: ${DEFAULT-VALUE}")
    private int pipeline;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "Stop after so many requests, 1 to 1,000,000,000, or after an hour.")
    private Optional<Long> requests = Optional.empty();

    @Option(names = "--seconds", paramLabel = "S", description = "Stop after so long, 0.001 to 3600. Default: 10")
    private Optional<Double> seconds = Optional.empty();

    @Option(
            names = "--warm-up",
            paramLabel = "S",
            defaultValue = "1",
            description = "Ask so long before anything counts, 0 to 600 seconds. Default: ${DEFAULT-VALUE}")
    private double warmUp;

    @Option(
            names = "--read-share",
            paramLabel = "0..1",
            defaultValue = "0.5",
            description = "How many of the requests are reads; the others store. Default: ${DEFAULT-VALUE}")
    private double readShare;

    @Option(
            names = "--value-bytes",
            paramLabel = "N",
            defaultValue = "64",
            description = "Size of a value, 0 to 1,048,576. Default: ${DEFAULT-VALUE}")
    private int valueBytes;

    @Option(
            names = "--large-share",
            paramLabel = "0..1",
            defaultValue = "0",
            description = "Share of the values that have 1 MiB instead. Default: ${DEFAULT-VALUE}")
    private double largeShare;

    @Option(
            names = "--keys",
            paramLabel = "N",
            defaultValue = "100000",
            description = "How many different keys, 1 to 100,000,000, each of " + Keys.KEY_BYTES
                    + " bytes. Default: ${DEFAULT-VALUE}")
    private long keys;

    @Option(
            names = "--keys-by",
            paramLabel = "CHOICE",
            defaultValue = "uniform",
            description = "uniform: each as often as any other; zipfian: few often and most seldom, with exponent 0.99;"
                    + " sequential: in turn. Default: ${DEFAULT-VALUE}")
    private String choice = "";

    @Option(names = "--fill", description = "First store every key once, without measuring it.")
    private boolean fill;

    @Option(
            names = "--threads",
            paramLabel = "T",
            defaultValue = "1",
            description = "Threads that share the clients, 1 to 64. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "The same seed asks for the same keys in the same order. Default: ${DEFAULT-VALUE}")
    private long seed;

    @Option(names = "--json", paramLabel = "FILE", description = "Write all that was measured, as JSON.")
    private Optional<Path> json = Optional.empty();

    @Option(names = "--svg", paramLabel = "FILE", description = "Draw the percentiles of the latency, 50 to 99.99.")
    private Optional<Path> svg = Optional.empty();

    @Option(
            names = "--self-test",
            description = "Run the load against a server inside kvs-bench that only answers. With --addr: after the"
                    + " other run, and compare.")
    private boolean selfTest;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    private boolean help;

    @Option(
            names = {"-V", "-v", "--version"},
            versionHelp = true,
            description = "Print the version.")
    private boolean version;

    private final PrintStream out;
    private final PrintStream err;
    private final boolean terminal;

    private Bench(PrintStream out, PrintStream err, boolean terminal) {
        this.out = out;
        this.err = err;
        this.terminal = terminal;
    }

    public static void main(String[] args) {
        boolean terminal = Boolean.getBoolean("kvs.terminal");
        System.exit(Program.process((out, words) -> run(out, System.err, terminal, words), args));
    }

    /**
     * Runs one command. Returns its exit code and never throws.
     *
     * @param terminal whether somebody watches {@code err}
     */
    static int run(PrintStream out, PrintStream err, boolean terminal, String... args) {
        CommandLine line = new CommandLine(new Bench(out, err, terminal));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setParameterExceptionHandler((e, _) -> failed(err, e, 2));
        line.setExecutionExceptionHandler((e, _, _) -> failed(err, e, e instanceof ParameterException ? 2 : 1));
        line.setExecutionStrategy(parsed -> {
            try {
                return new CommandLine.RunLast().execute(parsed);
            } catch (OutputException _) {
                return 1;
            }
        });
        return line.execute(args);
    }

    private static int failed(PrintStream err, Throwable e, int exitCode) {
        if (e instanceof OutputException) {
            // The process reports it.
            return exitCode;
        }
        err.println("error: " + sentence(e));
        return exitCode;
    }

    /** From cause to cause, in one line. */
    private static String sentence(Throwable e) {
        String own = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
        Throwable cause = e instanceof IOException ? e.getCause() : null;
        return (cause == null ? own : own + ": " + sentence(cause)).replaceAll("\\s+", " ");
    }

    @Override
    public Integer call() throws IOException {
        Load load = load();
        for (Path file : new Path[] {json.orElse(null), svg.orElse(null)}) {
            if (file != null) {
                checkWritable(file);
            }
        }
        Optional<Measurement> server = selfTest && address.isEmpty() ? Optional.empty() : Optional.of(measure(load));
        Optional<Measurement> yardstick = selfTest ? Optional.of(measureYardstick(load)) : Optional.empty();
        Report report = new Report(server.or(() -> yardstick).orElseThrow(), server.flatMap(_ -> yardstick));
        out.print(report.text());
        if (json.isPresent()) {
            Files.writeString(json.get(), report.json());
        }
        if (svg.isPresent()) {
            Files.writeString(svg.get(), new Plot(report.measured()).svg());
        }
        return judge(report.measured());
    }

    private Measurement measure(Load load) throws IOException {
        if (fill) {
            judgeFilling(new Run(load.filling(), progress("filling")).measure());
        }
        return new Run(load, progress("measuring")).measure();
    }

    private Measurement measureYardstick(Load load) throws IOException {
        try (Yardstick yardstick = Yardstick.start(load)) {
            return new Run(load.at(yardstick.address()), progress("self-test")).measure();
        }
    }

    private Progress progress(String what) {
        return new Progress(err, terminal, what);
    }

    private int judge(Measurement measured) {
        if (measured.errors() > 0) {
            err.println(String.format(
                    Locale.ROOT,
                    "error: the server answered %,d times with an error, first with: %s",
                    measured.errors(),
                    measured.tally().firstError.replaceAll("\\s+", " ")));
            return 1;
        }
        if (measured.requests() == 0) {
            err.println("error: no request was answered in that time");
            return 1;
        }
        return 0;
    }

    private void judgeFilling(Measurement filled) throws IOException {
        if (filled.errors() > 0) {
            throw new IOException("could not fill the store: " + filled.tally().firstError);
        }
        if (filled.requests() < filled.load().mix().keys()) {
            throw new IOException("could not fill the store within " + Load.MAX_TIME.toMinutes() + " minutes");
        }
    }

    /** What the options say. */
    private Load load() {
        if (requests.isPresent() && seconds.isPresent()) {
            throw usage("--requests and --seconds exclude each other");
        }
        if (selfTest && largeShare > 0) {
            throw usage("--self-test answers with values of one size: leave out --large-share");
        }
        LoadProtocol spoken = LoadProtocol.named(protocol)
                .orElseThrow(
                        () -> usage("--protocol must be binary, text, resp, memcached or cluster, but is " + protocol));
        try {
            return new Load(
                    address.orElseGet(() -> new Address().convert(DEFAULT_ADDRESS)),
                    spoken,
                    clients,
                    pipeline,
                    threads,
                    requests.<Load.Amount>map(Load.Amount.Requests::new)
                            .orElseGet(() -> new Load.Amount.Time(duration(seconds.orElse(10.0)))),
                    new Load.Mix(keys, choice(), valueBytes, readShare, largeShare),
                    duration(warmUp),
                    seed);
        } catch (IllegalArgumentException e) {
            throw usage(e.getMessage());
        }
    }

    private Load.Choice choice() {
        for (Load.Choice known : Load.Choice.values()) {
            if (known.word().equals(choice)) {
                return known;
            }
        }
        throw usage("--keys-by must be uniform, zipfian or sequential, but is " + choice);
    }

    private static Duration duration(double seconds) {
        return Duration.ofMillis(Math.round(seconds * 1e3));
    }

    private ParameterException usage(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    /** Now, rather than after a run whose figures would be lost. */
    private static void checkWritable(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        boolean writable = Files.exists(file)
                ? Files.isRegularFile(file) && Files.isWritable(file)
                : directory != null && Files.isDirectory(directory) && Files.isWritable(directory);
        if (!writable) {
            throw new IOException("cannot write to " + file);
        }
    }

    /** An address and nothing that has to be looked up. */
    static final class Address implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            try {
                return kvs.server.Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }

    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            return new String[] {"kvs-bench 0.1.0"};
        }
    }
}

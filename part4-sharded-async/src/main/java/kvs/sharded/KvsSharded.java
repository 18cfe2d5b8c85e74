package kvs.sharded;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import kvs.cli.AddressConverter;
import kvs.cli.EngineSettings;
import kvs.cli.Logging;
import kvs.cli.Program;
import kvs.engine.Engines;
import kvs.net.Clock;
import kvs.net.NetLimits;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import kvs.resp.RespLimits;
import kvs.server.Address;
import kvs.shard.ObjectMap;
import kvs.shard.SlabMap;
import kvs.shard.ValueMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The program {@code kvs-sharded}: serves a store on one event loop per processor until it is stopped. */
@Command(
        name = "kvs-sharded",
        description =
                "Serves a key-value store to Redis clients, on one event loop per processor, until it is stopped.",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-sharded                             on 127.0.0.1:6379, in memory; then: redis-cli",
            "  kvs-sharded --dir data                  on disk: every write is forced before its reply",
            "  kvs-sharded --protocol text             then: nc 127.0.0.1 5555",
            "  kvs-sharded --shards 4 --addr [::1]:0   four loops, on any free port; the log shows it",
            "",
            "Exit codes: 0 stopped, 1 failure, 2 wrong usage, 3 out of memory; 143 after SIGTERM, 130 after ^C."
        })
public final class KvsSharded extends Program implements Callable<Integer> {
    private static final int SUBSCRIBER_BYTES = 32 << 20;

    private enum Protocol {
        resp(6379),
        text(5555),
        binary(4000);

        private final int port;

        Protocol(int port) {
            this.port = port;
        }

        @Nullable
        Codec codec(Limits limits) {
            return switch (this) {
                case resp -> null;
                case text -> new TextCodec(limits);
                case binary -> new BinaryCodec(limits);
            };
        }
    }

    private enum Map {
        slabs(SlabMap::new),
        objects(ObjectMap::new);

        @SuppressWarnings("ImmutableEnumChecker") // It only creates.
        private final Supplier<ValueMap> maker;

        Map(Supplier<ValueMap> maker) {
            this.maker = maker;
        }
    }

    private enum Accept {
        acceptor,
        reuseport
    }

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    private final Engines engines = Engines.found();
    private final EngineSettings settings = new EngineSettings(engines);

    @Option(
            names = "--addr",
            paramLabel = "IP:PORT",
            converter = AddressConverter.class,
            description = {
                "The address, IPv4 or [IPv6]; host names are not accepted.",
                "Default: 127.0.0.1:6379, with --protocol text 127.0.0.1:5555, with binary 127.0.0.1:4000"
            })
    Optional<InetSocketAddress> address = Optional.empty();

    @Option(names = "--protocol", description = "The protocol: ${COMPLETION-CANDIDATES}. Default: resp")
    Protocol protocol = Protocol.resp;

    @Option(
            names = "--shards",
            paramLabel = "N",
            description =
                    "Number of event loops, each with a shard of the keys. Default: as in the data, else one per processor")
    int shards;

    @Option(
            names = "--dir",
            paramLabel = "DIR",
            description =
                    "Stores the data in this directory. Default with --engine: kvs-data; else data is in memory only")
    Optional<Path> directory = Optional.empty();

    @Option(
            names = "--engine",
            paramLabel = "NAME",
            description =
                    "The storage engine, or memory. Default with --dir: the one that wrote the data, else kvs; else memory")
    Optional<String> engine = Optional.empty();

    @Option(
            names = "--max-connections",
            paramLabel = "N",
            description = "Rejects connections above this number. Default: 10000")
    int maxConnections = NetLimits.DEFAULT.maxConnections();

    @Option(
            names = "--max-value-bytes",
            paramLabel = "N",
            description =
                    "Largest argument of a command, such as a value, in bytes. Default: 67108864, with data on disk 16777216")
    int maxValueBytes = RespLimits.DEFAULT.maxBulkBytes();

    @Option(
            names = "--max-output-bytes",
            paramLabel = "N",
            description = "Closes the connection of a client with more unsent answers, in bytes. Default: 67108864")
    int maxOutputBytes = NetLimits.DEFAULT.maxOutputBytes();

    @Option(
            names = "--max-subscriber-bytes",
            paramLabel = "N",
            description =
                    "Closes the connection of a subscriber with more unsent messages, in bytes. Default: 33554432")
    int maxSubscriberBytes = SUBSCRIBER_BYTES;

    @Option(
            names = "--idle-time",
            paramLabel = "S",
            description = "Seconds until an idle connection is closed. Default: 0, never")
    long idleSeconds = NetLimits.DEFAULT.idleTime().toSeconds();

    @Option(
            names = "--request-time",
            paramLabel = "S",
            description = "Seconds in which a command has to arrive. Default: 30")
    long requestSeconds = NetLimits.DEFAULT.requestTime().toSeconds();

    @Option(
            names = "--accept",
            description =
                    "acceptor: one thread gives each connection to the loop with the fewest connections. reuseport: the kernel "
                            + "chooses the loop (SO_REUSEPORT). Default: acceptor")
    Accept accept = Accept.acceptor;

    @Option(
            names = "--spin-micros",
            paramLabel = "N",
            description =
                    "Microseconds for which an idle loop polls before it sleeps; costs processor time. Default: 0")
    long spinMicros;

    @Option(names = "--map", description = "How values are stored in memory: ${COMPLETION-CANDIDATES}. Default: slabs")
    Map map = Map.slabs;

    @Option(
            names = "--design",
            paramLabel = "DESIGN",
            defaultValue = "shards",
            description = "The design, to compare: shards, striped-loops, striped-threads or one-lock. Default: shards")
    String design = "shards";

    @Option(names = "--shutdown-from-anywhere", description = "Accepts SHUTDOWN from other machines, too.")
    boolean shutdownFromAnywhere;

    public static void main(String[] words) {
        start(new KvsSharded(), words);
    }

    /** Adds the options of the available engines. */
    @Override
    protected void complete(CommandSpec command) throws IOException {
        settings.addTo(command);
    }

    @Override
    public Integer call() throws IOException, InterruptedException {
        if (isVerbose()) {
            Logging.debug();
        }
        ShardedServer server = new ShardedServer(options(), Clock.SYSTEM, engines);
        stopOnSignal(server::stop);
        server.start();
        server.awaitStopped();
        return 0;
    }

    /** @throws ParameterException for a value out of range */
    private ShardedOptions options() {
        try {
            return checked();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()), e);
        }
    }

    private ShardedOptions checked() {
        ShardedOptions.Storage storage = storage();
        Design wanted = design();
        if (storage != null && wanted != Design.SHARDS) {
            throw new IllegalArgumentException(
                    "--design " + design + " keeps its data in memory only: leave out --dir and --engine");
        }
        Limits limits =
                new Limits(Limits.DEFAULT.maxKeyBytes(), Math.min(maxValueBytes, Limits.DEFAULT.maxValueBytes()));
        // A value has to fit into an entry of the engine.
        int maxBulkBytes = storage == null ? maxValueBytes : Math.min(maxValueBytes, Limits.DEFAULT.maxValueBytes());
        RespLimits resp = new RespLimits(
                RespLimits.DEFAULT.maxWords(),
                maxBulkBytes,
                RespLimits.DEFAULT.maxLineBytes(),
                Math.max(RespLimits.DEFAULT.maxMessageBytes(), maxValueBytes),
                RespLimits.DEFAULT.maxNesting());
        NetLimits net = NetLimits.DEFAULT
                .withMaxConnections(maxConnections)
                .withMaxOutputBytes(maxOutputBytes)
                .withIdleTime(Duration.ofSeconds(idleSeconds))
                .withRequestTime(Duration.ofSeconds(requestSeconds))
                .withSpinTime(Duration.ofNanos(1_000 * spinMicros));
        return new ShardedOptions(
                address.orElseGet(() -> Address.parse("127.0.0.1:" + protocol.port)),
                protocol.codec(limits),
                shards,
                wanted,
                map.maker,
                accept == Accept.reuseport,
                storage,
                net,
                resp,
                maxSubscriberBytes,
                shutdownFromAnywhere);
    }

    private ShardedOptions.@Nullable Storage storage() {
        boolean memory = engine.isPresent() ? engine.get().equals("memory") : directory.isEmpty();
        if (!memory) {
            return new ShardedOptions.Storage(
                    directory.orElse(Path.of("kvs-data")), engine.orElse(null), settings.values());
        }
        if (directory.isPresent()) {
            throw new IllegalArgumentException("--engine memory writes nothing to a directory: leave out --dir");
        }
        if (!settings.values().isEmpty()) {
            throw new IllegalArgumentException(
                    "--" + settings.values().keySet().iterator().next() + " needs data on disk: add --dir DIR");
        }
        return null;
    }

    private Design design() {
        try {
            return Design.valueOf(design.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException(
                    "--design must be shards, striped-loops, striped-threads or one-lock, but is \"" + design + "\"");
        }
    }
}

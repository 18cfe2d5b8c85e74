package kvs.cli;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.protocol.Bytes;
import kvs.protocol.Limits;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** The program {@code kvs-client}: sends one request to a server. */
@Command(
        name = "kvs-client",
        description = "Sends one request to a key-value server and prints the answer.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-client set greeting 'hello, world'",
            "  kvs-client set celsius -12              a value may begin with a dash",
            "  kvs-client get greeting",
            "  kvs-client get -- -k                    after two dashes, no word is an option",
            "  kvs-client rm greeting",
            "  kvs-client get x --addr [::1]:4000",
            "  kvs-client shutdown",
            "  kvs-client --cluster 127.0.0.1:9001 --help    requests to a cluster (part 5)",
            "",
            "Exit codes: 0 success, 1 failure, 2 wrong usage, 141 if the reader of the output",
            "has gone. For a key that does not exist, get prints 'Key not found' and exits",
            "with 0, clear prints nothing and exits with 0, rm exits with 1."
        },
        subcommands = {
            KvsClient.Set.class,
            KvsClient.Get.class,
            KvsClient.Remove.class,
            KvsClient.Clear.class,
            KvsClient.Ping.class,
            KvsClient.Shutdown.class
        })
public final class KvsClient extends NetworkProgram implements Callable<Integer> {
    private static final String NOT_FOUND = "Key not found";

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    CommandSpec spec;

    @Option(
            names = "--timeout",
            scope = ScopeType.INHERIT,
            paramLabel = "S",
            description = "Seconds to wait for the answer. Default: 30")
    long seconds = 30;

    public static void main(String[] words) {
        start(new KvsClient(), words);
    }

    /** Runs for a command line without a command. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing: set, get, rm, clear, ping or shutdown");
    }

    /** The request of a command. */
    private interface Call {
        int on(KvClient client) throws IOException;
    }

    private int ask(Call call) throws IOException {
        try (KvClient client = KvClient.connect(address(), options())) {
            return call.on(client);
        }
    }

    /** Prints bytes unchanged, since a value need not be text, and the end of the line. */
    private static void print(Bytes bytes) {
        System.out.writeBytes(bytes.toArray());
        System.out.println();
    }

    /** @throws ParameterException for a timeout out of range */
    private ClientOptions options() {
        try {
            return ClientOptions.defaults()
                    .withCodec(protocol.codec(Limits.DEFAULT))
                    .withCallTime(Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout " + seconds + " is out of range: " + e.getMessage(), e);
        }
    }

    /** A command, with the options of the program. */
    private abstract static class Request implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init") // picocli sets it
        KvsClient program;

        abstract int ask(KvClient client) throws IOException;

        @Override
        public Integer call() throws IOException {
            return program.ask(this::ask);
        }
    }

    /** A command with a key. */
    private abstract static class OnAKey extends Request {
        @Parameters(index = "0", paramLabel = "KEY", description = "The key, byte for byte.")
        @SuppressWarnings("NullAway.Init")
        Bytes key;
    }

    @Command(
            name = "set",
            description =
                    "Sets the value of a key. Options stand before KEY or after VALUE, which may begin with a dash.")
    static final class Set extends OnAKey implements TakesValues {
        @Parameters(index = "1", paramLabel = "VALUE", description = "The value, byte for byte.")
        @SuppressWarnings("NullAway.Init")
        Bytes value;

        @Override
        public int values(java.util.Set<String> options) {
            return 1;
        }

        @Override
        int ask(KvClient client) throws IOException {
            client.set(key, value);
            return 0;
        }
    }

    @Command(name = "get", description = "Prints the value of a key, or 'Key not found'.")
    static final class Get extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            Bytes value = client.get(key);
            if (value == null) {
                System.out.println(NOT_FOUND);
            } else {
                print(value);
            }
            return 0;
        }
    }

    @Command(name = "rm", description = "Removes a key; fails if it does not exist.")
    static final class Remove extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            if (client.clear(key)) {
                return 0;
            }
            System.err.println(NOT_FOUND);
            return FAILED;
        }
    }

    @Command(name = "clear", description = "Removes a key if it exists.")
    static final class Clear extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            client.clear(key);
            return 0;
        }
    }

    @Command(name = "ping", description = "Checks that a server answers.")
    static final class Ping extends Request {
        @Parameters(
                arity = "0..1",
                paramLabel = "TEXT",
                description = "The text that the server sends back. Default: PONG")
        Bytes text = Bytes.utf8("PONG");

        @Override
        int ask(KvClient client) throws IOException {
            client.ping(text);
            print(text);
            return 0;
        }
    }

    @Command(
            name = "shutdown",
            description = "Stops the server. Returns when it has finished the requests in progress and has stopped.")
    static final class Shutdown extends Request {
        @Override
        int ask(KvClient client) throws IOException {
            client.shutdown();
            return 0;
        }
    }
}

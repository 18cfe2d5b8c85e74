package kvs.cli;

import java.io.IOException;
import java.io.PrintStream;
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

/** {@code kvs-client}: one request to a server. */
@Command(
        name = "kvs-client",
        description = "Asks a key-value server for one thing.",
        synopsisSubcommandLabel = "COMMAND",
        sortOptions = false,
        footer = {
            "",
            "Examples:",
            "  kvs-client set greeting 'hello, world'",
            "  kvs-client get greeting",
            "  kvs-client rm greeting",
            "  kvs-client get x --addr [::1]:4000",
            "  kvs-client shutdown",
            "",
            "Exit codes: 0 done, 1 failed, 2 wrong usage. A key that is not there: get says so and exits with 0,",
            "clear with 0 and in silence, rm with 1."
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
        System.exit(run(new KvsClient(), words));
    }

    /** Without a command there is nothing to ask. */
    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "a command is missing");
    }

    /** What a command asks of a connection. */
    private interface Call {
        int on(KvClient client) throws IOException;
    }

    private int ask(Call call) throws IOException {
        try (KvClient client = KvClient.connect(address(), options())) {
            return call.on(client);
        }
    }

    /** @throws ParameterException for a time that makes no sense */
    private ClientOptions options() {
        try {
            return ClientOptions.defaults()
                    .withCodec(protocol.codec(Limits.DEFAULT))
                    .withCallTime(Duration.ofSeconds(seconds));
        } catch (IllegalArgumentException | ArithmeticException e) {
            throw new ParameterException(
                    spec.commandLine(), "--timeout " + seconds + " makes no sense: " + e.getMessage(), e);
        }
    }

    /** What all commands have: the options above them. */
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

    /** What most commands have: a key. */
    private abstract static class OnAKey extends Request {
        @Parameters(index = "0", paramLabel = "KEY", description = "The key, as text.")
        @SuppressWarnings("NullAway.Init")
        String key;

        Bytes key() {
            return Bytes.utf8(key);
        }
    }

    @Command(name = "set", description = "Sets the value of a key.")
    static final class Set extends OnAKey {
        @Parameters(index = "1", paramLabel = "VALUE", description = "The value, as text.")
        @SuppressWarnings("NullAway.Init")
        String value;

        @Override
        int ask(KvClient client) throws IOException {
            client.set(key(), Bytes.utf8(value));
            return 0;
        }
    }

    @Command(name = "get", description = "Prints the value of a key, or that there is none.")
    static final class Get extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            Bytes value = client.get(key());
            if (value == null) {
                System.out.println(NOT_FOUND);
            } else {
                // The bytes as they are: a value need not be text.
                PrintStream out = System.out;
                out.write(value.toArray());
                out.println();
                out.flush();
            }
            return 0;
        }
    }

    @Command(name = "rm", description = "Removes a key, which has to be there.")
    static final class Remove extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            if (client.clear(key())) {
                return 0;
            }
            System.err.println(NOT_FOUND);
            return FAILED;
        }
    }

    @Command(name = "clear", description = "Sees to it that a key is not there.")
    static final class Clear extends OnAKey {
        @Override
        int ask(KvClient client) throws IOException {
            client.clear(key());
            return 0;
        }
    }

    @Command(name = "ping", description = "Asks whether a server is there.")
    static final class Ping extends Request {
        @Parameters(arity = "0..1", paramLabel = "TEXT", description = "What it has to say in return. Default: PONG")
        String text = "PONG";

        @Override
        int ask(KvClient client) throws IOException {
            client.ping(Bytes.utf8(text));
            System.out.println(text);
            return 0;
        }
    }

    @Command(
            name = "shutdown",
            description = "Stops the server: returns when it has stopped, with all that it had in hand finished.")
    static final class Shutdown extends Request {
        @Override
        int ask(KvClient client) throws IOException {
            client.shutdown();
            return 0;
        }
    }
}

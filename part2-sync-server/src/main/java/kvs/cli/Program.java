package kvs.cli;

import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.Optional;
import kvs.protocol.BinaryCodec;
import kvs.protocol.Codec;
import kvs.protocol.Limits;
import kvs.protocol.TextCodec;
import kvs.server.Address;
import kvs.server.ErrorLine;
import kvs.server.Version;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.TypeConversionException;

/** What the programs have in common: their version, their way to fail, and where they talk to. */
abstract class Program {
    static final int FAILED = 1;

    /** The protocols of this part, each with its port. */
    enum Protocol {
        binary(4000),
        text(5555);

        private final int port;

        Protocol(int port) {
            this.port = port;
        }

        Codec codec(Limits limits) {
            return switch (this) {
                case binary -> new BinaryCodec(limits);
                case text -> new TextCodec(limits);
            };
        }

        /** The address where nobody names one: this machine only. */
        InetSocketAddress address() {
            return Address.parse("127.0.0.1:" + port);
        }
    }

    @Option(
            names = "--protocol",
            scope = ScopeType.INHERIT,
            defaultValue = "binary",
            description = "${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}")
    Protocol protocol = Protocol.binary;

    @Option(
            names = "--addr",
            scope = ScopeType.INHERIT,
            paramLabel = "IP:PORT",
            converter = AddressConverter.class,
            description = {
                "The server's address, IPv4 or [IPv6]; names are not looked up.",
                "Default: 127.0.0.1:4000, with --protocol text 127.0.0.1:5555"
            })
    Optional<InetSocketAddress> address = Optional.empty();

    @Option(
            names = "--verbose",
            scope = ScopeType.INHERIT,
            description = "Says more, and adds a stack trace to a failure.")
    boolean verbose;

    @Option(
            names = {"-v", "-V", "--version"},
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints the version.")
    boolean version;

    @Option(
            names = "--completion",
            description = {
                "Prints a script that completes this program's words in bash and zsh.",
                "To use it: source <(${COMMAND-FULL-NAME} --completion)"
            })
    boolean completion;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints this.")
    boolean help;

    InetSocketAddress address() {
        return address.orElseGet(protocol::address);
    }

    /** Adds to the command line what is known only when the program runs. */
    void complete(CommandSpec command) {}

    /** Runs {@code program} with the words of its command line; the exit code. */
    static int run(Program program, String... words) {
        CommandLine line = new CommandLine(program);
        program.complete(line.getCommandSpec());
        String version = line.getCommandName() + " " + Version.text();
        line.getCommandSpec().version(version);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                // A value may well begin with an @.
                .setExpandAtFiles(false)
                .setExecutionStrategy(
                        parsed -> program.completion ? printCompletion(line) : new RunLast().execute(parsed))
                .setParameterExceptionHandler((wrong, _) -> misused(wrong))
                .setExecutionExceptionHandler((failure, failed, _) -> program.failed(failure, failed.getErr()))
                .execute(words);
    }

    private static int printCompletion(CommandLine line) {
        line.getOut().print(AutoComplete.bash(line.getCommandName(), line));
        line.getOut().flush();
        return 0;
    }

    /** What is wrong with the words, and which ones there are. */
    private static int misused(ParameterException wrong) {
        CommandLine command = wrong.getCommandLine();
        command.getErr().println("error: " + wrong.getMessage());
        command.usage(command.getErr());
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    private int failed(Exception failure, PrintWriter err) {
        err.println("error: " + ErrorLine.of(failure));
        if (verbose) {
            failure.printStackTrace(err);
        }
        return FAILED;
    }

    /** An address in one sentence, good or bad. */
    static final class AddressConverter implements ITypeConverter<InetSocketAddress> {
        @Override
        public InetSocketAddress convert(String text) {
            try {
                return Address.parse(text);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException(String.valueOf(e.getMessage()));
            }
        }
    }
}

package kvs.cli;

import java.io.IOException;
import java.io.PrintWriter;
import kvs.server.ErrorLine;
import kvs.server.OutOfMemory;
import kvs.server.Version;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** A command-line program of any part: {@code --help}, {@code --version}, one line for a failure, the exit code. */
public abstract class Program {
    /** The exit code after a failure. */
    protected static final int FAILED = 1;

    static {
        // Before the program is created.
        OutOfMemory.endProcessWhenUncaught();
    }

    /** Orders these options after the program's own in {@code --help}. */
    private static final int LAST = 1000;

    @Option(
            names = "--verbose",
            order = LAST,
            scope = ScopeType.INHERIT,
            description = "Logs more, and adds the stack trace to an error.")
    boolean verbose;

    @Option(
            names = {"-v", "-V", "--version"},
            order = LAST + 1,
            versionHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints the version.")
    boolean version;

    @Option(
            names = "--completion",
            order = LAST + 2,
            description = {
                "Prints a completion script for bash and zsh.",
                "To use it: source <(${COMMAND-FULL-NAME} --completion)"
            })
    boolean completion;

    @Option(
            names = {"-h", "--help"},
            order = LAST + 3,
            usageHelp = true,
            scope = ScopeType.INHERIT,
            description = "Prints this help.")
    boolean help;

    /** Adds options that are known only when the program runs. */
    protected void complete(CommandSpec command) {}

    /** Returns whether the user asks for more in the log: {@code --verbose}. */
    protected final boolean isVerbose() {
        return verbose;
    }

    /** Stops what the program serves. */
    @FunctionalInterface
    protected interface Stop {
        /** Does nothing if it has stopped already. */
        void stop() throws IOException;
    }

    /** Calls {@code server} after ^C or SIGTERM: the JVM ends when it returns. */
    protected static void stopOnSignal(Stop server) {
        Runnable stop = () -> {
            try {
                server.stop();
            } catch (IOException e) {
                System.err.println("error: could not stop cleanly: " + ErrorLine.of(e));
            }
        };
        Runtime.getRuntime().addShutdownHook(new Thread(stop, "kvs-signal"));
    }

    /** Runs {@code program} with the arguments of its command line; returns the exit code. */
    public static int run(Program program, String... words) {
        CommandLine line = new CommandLine(program);
        program.complete(line.getCommandSpec());
        String version = line.getCommandName() + " " + Version.text();
        line.getCommandSpec().version(version);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        return line.setCaseInsensitiveEnumValuesAllowed(true)
                // A value may begin with an @: it does not name a file of arguments.
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

    /** Prints what is wrong with the arguments, and the usage. */
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
}

package kvs.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import kvs.protocol.Bytes;
import kvs.server.ErrorLine;
import kvs.server.OutOfMemory;
import kvs.server.Version;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.ExecutionException;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/**
 * A command-line program of any part: {@code --help}, {@code --version}, one line for a failure, the exit code.
 *
 * <p>What it prints is UTF-8 in any locale, and {@link StandardOutput} ends the program if it cannot be written. Of its
 * {@link Arguments}, those of the type {@link Bytes} are the bytes that were typed.
 */
public abstract class Program {
    /** The exit code after a failure. */
    protected static final int FAILED = 1;

    /** The exit code for a wrong command line; picocli's own. */
    private static final int MISUSED = 2;

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

    /**
     * Adds options that are known only when the program runs.
     *
     * @throws IOException with a sentence, if the program is not complete
     */
    protected void complete(CommandSpec command) throws IOException {}

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

    /**
     * Calls {@code server} after ^C or SIGTERM: the JVM ends when it returns. After a minute the process ends without it, with a
     * sentence and the exit code 1.
     */
    protected static void stopOnSignal(Stop server) {
        SignalStop.install(server);
    }

    /** What a process does; returns the exit code. */
    @FunctionalInterface
    public interface Body {
        /**
         * Does it.
         *
         * @param out standard output; it throws {@link OutputException}
         * @param words the arguments as they were typed
         */
        int run(PrintStream out, String... words);
    }

    /** Runs {@code program} as this process, and ends the process with its exit code. For {@code main}. */
    protected static void start(Program program, String... words) {
        System.exit(process((_, typed) -> execute(program, typed), words));
    }

    /** Runs {@code body} as this process; returns the exit code. For a {@code main} with a command line of its own. */
    public static int process(Body body, String... words) {
        System.setErr(new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8));
        String[] typed;
        try {
            ClassPath.requireComplete(System.getProperty("java.class.path"));
            typed = Arguments.asTyped(words);
        } catch (IOException e) {
            System.err.println("error: " + ErrorLine.of(e));
            return FAILED;
        } catch (IllegalArgumentException e) {
            System.err.println("error: " + ErrorLine.of(e));
            return MISUSED;
        }
        // The JVM's own stream says only that a write has failed, and not why.
        return run(body, new StandardOutput(new FileOutputStream(FileDescriptor.out)), typed);
    }

    /** Runs {@code program} with the arguments of its command line; returns the exit code. */
    public static int run(Program program, String... words) {
        return run((_, typed) -> execute(program, typed), new StandardOutput(System.out), words);
    }

    private static int run(Body body, StandardOutput output, String... words) {
        PrintStream before = System.out;
        PrintStream printer = output.printer();
        System.setOut(printer);
        int exitCode = FAILED;
        try {
            exitCode = body.run(printer, words);
            printer.flush();
        } catch (OutputException _) {
            // The report below says it.
        } finally {
            System.setOut(before);
        }
        return output.hasFailed() ? output.report(System.err) : exitCode;
    }

    private static int execute(Program program, String... words) {
        CommandLine line = new CommandLine(program);
        try {
            program.complete(line.getCommandSpec());
        } catch (IOException e) {
            System.err.println("error: " + ErrorLine.of(e));
            return FAILED;
        }
        String version = line.getCommandName() + " " + Version.text();
        line.getCommandSpec().version(version);
        line.getSubcommands()
                .values()
                .forEach(command -> command.getCommandSpec().version(version));
        PrintWriter out = new PrintWriter(System.out, false, StandardCharsets.UTF_8);
        int exitCode = line.setCaseInsensitiveEnumValuesAllowed(true)
                // A value may begin with an @: it does not name a file of arguments.
                .setExpandAtFiles(false)
                .registerConverter(Bytes.class, Arguments::bytes)
                .registerConverter(String.class, Arguments::text)
                .registerConverter(Path.class, Arguments::path)
                .setOut(out)
                .setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8))
                .setExecutionStrategy(
                        parsed -> orFailed(() -> program.completion ? printCompletion(line) : carryOut(line, parsed)))
                .setParameterExceptionHandler((wrong, _) -> misused(wrong))
                .setExecutionExceptionHandler((failure, failed, _) ->
                        failure instanceof OutputException ? FAILED : program.failed(failure, failed.getErr()))
                .execute(ValueWords.marked(line, words));
        out.flush();
        return exitCode;
    }

    /** Returns the exit code of {@code step}; picocli itself would print the stack trace of an {@link OutputException}. */
    private static int orFailed(IntSupplier step) {
        try {
            return step.getAsInt();
        } catch (OutputException _) {
            return FAILED;
        }
    }

    private static int carryOut(CommandLine line, ParseResult parsed) {
        Integer printed = CommandLine.executeHelpRequest(parsed);
        if (printed != null) {
            return printed;
        }
        if (line.getParseResult().asCommandLineList().stream().anyMatch(Program::usesFiles)) {
            try {
                Arguments.requireWorkingDirectory();
            } catch (IOException e) {
                throw new ExecutionException(line, "no working directory", e);
            }
        }
        return new RunLast().execute(parsed);
    }

    /** Returns whether a command has an argument or option that names a file. */
    private static boolean usesFiles(CommandLine command) {
        return command.getCommandSpec().args().stream().anyMatch(Program::isPath);
    }

    private static boolean isPath(ArgSpec argument) {
        return Stream.concat(Stream.of(argument.type()), Stream.of(argument.auxiliaryTypes()))
                .anyMatch(Path.class::equals);
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

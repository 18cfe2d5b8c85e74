package kvs.workbook;

import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import kvs.workbook.Console.Style;
import kvs.workbook.course.CourseException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** {@code ./workbook}: learn how a distributed key-value store works, by writing one. */
@Command(
        name = "./workbook",
        description = {
            "Write a key-value store, from bytes to Raft, one exercise at a time.",
            "Without a command: work on the current exercise; every save is checked."
        },
        mixinStandardHelpOptions = true,
        version = "from-bytes-to-raft 0.1.0",
        synopsisSubcommandLabel = "[COMMAND]",
        footer = {
            "",
            "Examples:",
            "  ./workbook                        watch the current exercise",
            "  ./workbook check 1.2              is my answer to exercise 1.2 right?",
            "  ./workbook hint                   one more hint on the current exercise",
            "  ./workbook solution 1.2 --diff    my answer beside the finished one",
            "  ./workbook run kvs-server --mine  the server, made of what I have written",
            "  ./workbook replay 4711            a run of my Raft in the simulator, as a page to look at",
            "  ./workbook demo --mine            a cluster of what I have written, and the leader is killed",
            "",
            "Exit codes: 0 passed, 1 work to do, 2 wrong usage, 3 the course itself is broken."
        },
        subcommands = {
            OverviewCommands.ListExercises.class,
            OverviewCommands.Next.class,
            CheckCommands.Check.class,
            CheckCommands.Watch.class,
            AnswerCommands.Hint.class,
            AnswerCommands.Solution.class,
            AnswerCommands.Reset.class,
            AnswerCommands.Undo.class,
            OverviewCommands.ShowProgress.class,
            Run.class,
            Replay.class,
            Demo.class,
            Doctor.class,
            CourseCommands.class,
            Lend.class,
            WarmUp.class,
            TimeChecks.class
        })
public final class Main implements Callable<Integer> {
    /** Picocli's own. */
    private static final int NARROWEST_HELP = 55;

    private static final int WIDEST_HELP = 100;

    @Option(
            names = "--plain",
            scope = ScopeType.INHERIT,
            description = "No colours, no interaction: for logs and screen readers.")
    private boolean plain;

    private final Surroundings surroundings;

    private Main(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    public static void main(String[] args) {
        ProcessOutput out = new ProcessOutput();
        Surroundings surroundings = Surroundings.ofTheProcess(out);
        for (String word : args) {
            // Java has replaced bytes that are no text in this locale, and a program that is run would get others.
            if (word.indexOf('\ufffd') >= 0) {
                surroundings
                        .err()
                        .println("error: an argument has bytes that are not text in this locale: \"" + word
                                + "\"; use UTF-8, and a locale with UTF-8, such as LC_ALL=C.UTF-8");
                System.exit(2);
            }
        }
        int exitCode = run(surroundings, args);
        System.exit(out.exitCode(exitCode, surroundings.err()));
    }

    /** Runs one command. Returns its exit code and never throws. */
    static int run(Surroundings surroundings, String... args) {
        Main main = new Main(surroundings);
        CommandLine line = new CommandLine(main);
        line.setExecutionExceptionHandler((e, _, _) -> main.failed(e));
        line.setExecutionStrategy(parsed -> {
            try {
                return new CommandLine.RunLast().execute(parsed);
            } catch (ProcessOutput.Failed e) {
                return main.failed(e);
            }
        });
        line.setOut(new PrintWriter(surroundings.out(), true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(surroundings.err(), true, StandardCharsets.UTF_8));
        line.setUsageHelpWidth(Math.clamp(surroundings.columns(), NARROWEST_HELP, WIDEST_HELP));
        withHelp(line);
        // The words behind a program's name are its own, and so is one that begins with an @.
        line.setExpandAtFiles(false);
        Objects.requireNonNull(line.getSubcommands().get("run")).setStopAtPositional(true);
        try {
            return line.execute(args);
        } catch (Error e) {
            // Of what a learner may write, some is too much for the compiler's own stack.
            return main.failed(e);
        }
    }

    /** Every command explains itself. */
    private static void withHelp(CommandLine line) {
        for (CommandLine command : line.getSubcommands().values()) {
            command.getCommandSpec().mixinStandardHelpOptions(true);
            withHelp(command);
        }
    }

    /** Without a command: the interactive watch on a terminal, else where one is and what comes next. */
    @Override
    public Integer call() throws Exception {
        Desk desk = desk();
        return interactive() ? new Watcher(desk).watch(desk.current()) : OverviewCommands.status(desk);
    }

    Desk desk() throws CourseException {
        Desk desk = new Desk(new Layout(surroundings.root()), console());
        desk.progress().complaints().forEach(complaint -> desk.console().prose(Style.YELLOW, complaint, 2));
        return desk;
    }

    Path root() {
        return surroundings.root();
    }

    /** A line beside what is asked for: to standard error. */
    void say(String line) {
        surroundings.err().println(line);
    }

    boolean interactive() {
        return !plain && surroundings.terminal();
    }

    Console console() {
        boolean colour = interactive() && System.getenv("NO_COLOR") == null;
        return new Console(surroundings.out(), surroundings.columns(), colour);
    }

    /** One line for what went wrong; never a stack trace. */
    private int failed(Throwable e) {
        Console console = new Console(surroundings.err(), surroundings.columns(), false);
        return switch (e) {
            // The process reports it at its end.
            case ProcessOutput.Failed _ -> 1;
            case WorkbookException known -> {
                console.prose("error: " + known.getMessage(), 2);
                yield known.exitCode();
            }
            case CourseException broken -> {
                console.prose("error: the course is broken: " + broken.getMessage(), 2);
                yield 3;
            }
            default -> {
                console.prose("error: the workbook failed: " + e + trace(e) + " (please report this)", 2);
                yield 3;
            }
        };
    }

    private static String trace(Throwable e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "" : ", at " + trace[0];
    }
}

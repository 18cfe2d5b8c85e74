package kvs.workbook;

import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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
            "",
            "Exit codes: 0 passed, 1 work to do, 2 wrong usage, 3 the course itself is broken."
        },
        subcommands = {
            Commands.ListExercises.class,
            Commands.Next.class,
            Commands.Check.class,
            Commands.Watch.class,
            Commands.Hint.class,
            Commands.Solution.class,
            Commands.Reset.class,
            Commands.Undo.class,
            Commands.ShowProgress.class,
            Doctor.class,
            CourseCommands.class,
            Lend.class,
            WarmUp.class,
            TimeChecks.class
        })
public final class Main implements Callable<Integer> {
    private static final int DEFAULT_COLUMNS = 80;

    @Option(
            names = "--plain",
            scope = ScopeType.INHERIT,
            description = "No colours, no interaction: for logs and screen readers.")
    private boolean plain;

    private Main() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    private static int run(String[] args) {
        Main main = new Main();
        CommandLine line = new CommandLine(main);
        line.setExecutionExceptionHandler((e, _, _) -> main.failed(e));
        line.setOut(new PrintWriter(out(), true));
        return line.execute(args);
    }

    /** Without a command: the interactive watch where somebody is watching, else where one is and what comes next. */
    @Override
    public Integer call() throws Exception {
        Desk desk = desk();
        return interactive() ? new Watcher(desk).watch(desk.current()) : Commands.status(desk);
    }

    Desk desk() throws CourseException {
        Desk desk = new Desk(new Layout(root()), console());
        desk.progress().complaints().forEach(complaint -> desk.console().prose(Style.YELLOW, complaint, 2));
        return desk;
    }

    boolean interactive() {
        return !plain && terminal();
    }

    Console console() {
        boolean colour = interactive() && System.getenv("NO_COLOR") == null;
        return new Console(out(), columns(), colour);
    }

    /** One line for what went wrong; never a stack trace. */
    private int failed(Exception e) {
        PrintStream err = new PrintStream(System.err, true, StandardCharsets.UTF_8);
        return switch (e) {
            case WorkbookException known -> {
                new Console(err, columns(), false).prose("error: " + known.getMessage(), 2);
                yield known.exitCode();
            }
            case CourseException broken -> {
                new Console(err, columns(), false).prose("error: the course is broken: " + broken.getMessage(), 2);
                yield 3;
            }
            default -> {
                new Console(err, columns(), false)
                        .prose("error: the workbook failed: " + e + trace(e) + " (please report this)", 2);
                yield 3;
            }
        };
    }

    private static String trace(Exception e) {
        StackTraceElement[] trace = e.getStackTrace();
        return trace.length == 0 ? "" : ", at " + trace[0];
    }

    private static Path root() {
        return Path.of(System.getProperty("workbook.root", "")).toAbsolutePath().normalize();
    }

    private static boolean terminal() {
        return System.console() != null && System.console().isTerminal();
    }

    private static int columns() {
        String columns = System.getenv("WORKBOOK_COLUMNS");
        return columns != null && columns.matches("[1-9]\\d{1,3}") ? Integer.parseInt(columns) : DEFAULT_COLUMNS;
    }

    private static PrintStream out() {
        return new PrintStream(System.out, true, StandardCharsets.UTF_8);
    }
}

package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.workbook.course.CourseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/**
 * Shows what a cluster promises: three nodes, a leader that is killed, and a check that nothing was lost. With the learner's
 * classes in the nodes; what judges them is the finished course.
 */
@Command(
        name = "demo",
        description = {
            "Starts a cluster of three, writes and reads, kills the leader again and again, checks that every acknowledged"
                    + " write is there, and writes a timeline of the run: a page to open in a browser.",
            "It ends by itself, in about 20 seconds."
        },
        footer = {
            "",
            "Examples:",
            "  ./workbook demo             the finished cluster",
            "  ./workbook demo --mine      a cluster made of what you have written",
            "  ./workbook demo --keep      the data and the logs of the nodes stay",
            "",
            "With --mine, what is not written yet is lent from the finished parts, and said on standard error.",
            "",
            "Exit codes: 0 every promise was kept, 1 one was broken, or your code does not compile;",
            "2 wrong usage, 3 the course itself is broken."
        })
final class Demo implements Callable<Integer> {
    private static final Launch PROGRAM = new Launch("kvs-demo", 5, "KVS_NODE_CLASS_PATH");

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Main main;

    @Option(names = "--mine", description = "With your own classes in front of the finished ones.")
    boolean mine;

    @Option(names = "--keep", description = "Keeps the directory with the data and the logs of the nodes.")
    boolean keep;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Where the timeline goes; else to .workbook/timelines.")
    Optional<Path> html = Optional.empty();

    @Override
    public Integer call() throws WorkbookException, CourseException, IOException, InterruptedException {
        Path page = html.isPresent() ? html.get().toAbsolutePath() : ownPage();
        List<String> words = new ArrayList<>(List.of("--html", page.toString()));
        if (keep) {
            words.add("--keep");
        }
        if (main.console().colour()) {
            words.add("--color");
        }
        int exitCode = PROGRAM.run(
                main, words, mine ? Launch.Own.EVERY_PART : Launch.Own.NO_PART, mine ? "demo --mine" : "demo");
        if (exitCode <= 1 && Files.exists(page)) {
            main.console().line("timeline: " + page);
            if (main.interactive()) {
                Browser.open(page);
            }
        }
        return exitCode;
    }

    /** That of an earlier run is deleted, so that it is never taken for the new one. */
    private Path ownPage() throws IOException {
        Path page = Files.createDirectories(new Layout(main.root()).timelines()).resolve("demo.html");
        Files.deleteIfExists(page);
        return page;
    }
}

package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import kvs.workbook.course.CourseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;

/** Runs one seed of the simulator on the learner's Raft, and writes the page that shows the run. */
@Command(
        name = "replay",
        description = {
            "Runs one seed of the simulator on your Raft, and writes its timeline: a page to open in a browser.",
            "What is not written yet is lent from the finished part, and said on standard error."
        },
        footer = {
            "",
            "Examples:",
            "  ./workbook replay 4711",
            "  ./workbook replay 4711 --html run.html --reference",
            "",
            "The exit code is 0 if no rule was violated; 1 if one was, or if your code does not compile."
        })
final class Replay implements Callable<Integer> {
    private static final Launch SIMULATOR = new Launch("kvs-sim", 5);

    @ParentCommand
    @SuppressWarnings("NullAway.Init") // picocli sets it
    Main main;

    @Parameters(paramLabel = "SEED", description = "The number of a run, or the file of a shrunk one.")
    @SuppressWarnings("NullAway.Init")
    String seed;

    @Option(
            names = "--html",
            paramLabel = "FILE",
            description = "Where the timeline goes; else to .workbook/timelines.")
    Optional<Path> html = Optional.empty();

    @Option(names = "--reference", description = "With the finished Raft in place of yours.")
    boolean reference;

    @Override
    public Integer call() throws WorkbookException, CourseException, IOException, InterruptedException {
        Path page = html.isPresent() ? html.get().toAbsolutePath() : ownPage();
        int exitCode = SIMULATOR.run(
                main,
                List.of("replay", seed, "--html", page.toString()),
                reference ? Launch.Own.NO_PART : Launch.Own.LAST_PART,
                "replay " + seed);
        if (exitCode <= 1 && Files.exists(page)) {
            main.console().line("timeline: " + page);
        }
        return exitCode;
    }

    /** A file named after the seed. That of an earlier run is deleted, so that it is never taken for the new one. */
    private Path ownPage() throws IOException {
        Path directory = Files.createDirectories(new Layout(main.root()).timelines());
        String name = Path.of(seed).getFileName().toString().replaceAll("[^A-Za-z0-9.-]", "_");
        Path page = directory.resolve("seed-" + name + ".html");
        Files.deleteIfExists(page);
        return page;
    }
}

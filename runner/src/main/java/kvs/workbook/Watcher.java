package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import kvs.workbook.Console.Style;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/**
 * The interactive watch: checks the current exercise at every save and takes single keys.
 *
 * <p>It looks at the files' times and sizes instead of asking the system to be told: file events do not arrive from
 * mounted file systems (WSL, containers on macOS).
 */
final class Watcher {
    private static final int POLL_MILLIS = 50;

    private final Desk desk;
    private final FailureCard card;
    private Optional<Verdict> last = Optional.empty();

    /** The files as they were before the last check read them. */
    private List<String> seen = List.of();

    Watcher(Desk desk) {
        this.desk = desk;
        this.card = new FailureCard(desk);
    }

    /** Until q, the end of input or ^C. */
    int watch(Exercise start) throws IOException, WorkbookException, CourseException {
        Exercise exercise = start;
        try (Terminal terminal = TerminalBuilder.builder().system(true).build();
                Examiner examiner = new Examiner(desk)) {
            Attributes before = terminal.enterRawMode();
            // Raw input, yet ^C still ends the program and a new line starts at the left.
            Attributes raw = terminal.getAttributes();
            raw.setLocalFlag(Attributes.LocalFlag.ISIG, true);
            raw.setOutputFlag(Attributes.OutputFlag.OPOST, true);
            terminal.setAttributes(raw);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> terminal.setAttributes(before)));
            examiner.prepare(exercise.part());
            open(exercise);
            examine(examiner, exercise);
            NonBlockingReader keys = terminal.reader();
            while (true) {
                int key = NonBlockingReader.READ_EXPIRED;
                while (key == NonBlockingReader.READ_EXPIRED && seen.equals(state(exercise))) {
                    key = keys.read(POLL_MILLIS);
                }
                switch (key) {
                    case NonBlockingReader.READ_EXPIRED -> examine(examiner, exercise);
                    case 'q', 'Q', NonBlockingReader.EOF, 4 -> {
                        terminal.setAttributes(before);
                        return desk.progress().passed(exercise.id()) ? 0 : 1;
                    }
                    case 'h', 'H' -> AnswerCommands.hint(desk, exercise);
                    case 'v', 'V' -> last.ifPresent(verdict -> show(verdict, true));
                    case 't', 'T' -> new PagePrinter(desk.console()).task(exercise);
                    case 'n', 'N', '\r', '\n' -> {
                        Exercise next = desk.current();
                        if (next.id().equals(exercise.id())) {
                            desk.console()
                                    .prose(
                                            "  " + exercise + " has not passed yet. To open another all the same: "
                                                    + "q, then ./workbook watch ID",
                                            2);
                            keys();
                        } else {
                            exercise = next;
                            open(exercise);
                            examine(examiner, exercise);
                        }
                    }
                    default -> keys();
                }
            }
        }
    }

    private void open(Exercise exercise) throws CourseException {
        desk.remember(progress -> progress.open(exercise.id()));
        desk.console().line();
        new PagePrinter(desk.console()).task(exercise);
    }

    private void examine(Examiner examiner, Exercise exercise) throws CourseException {
        desk.console().line();
        seen = state(exercise);
        try {
            long start = System.nanoTime();
            Verdict verdict = examiner.examine(exercise);
            last = Optional.of(verdict);
            CheckCommands.note(desk, verdict);
            show(verdict, false);
            desk.console().line(Style.DIM, String.format("  %.2f s", (System.nanoTime() - start) / 1e9));
        } catch (WorkbookException e) {
            desk.console().prose(Style.RED, "error: " + e.getMessage(), 2);
        }
        keys();
    }

    private void show(Verdict verdict, boolean everything) {
        try {
            card.show(verdict, everything);
        } catch (WorkbookException | CourseException e) {
            desk.console().prose(Style.RED, "error: " + e.getMessage(), 2);
        }
    }

    private void keys() {
        boolean passed = last.isPresent() && last.get() instanceof Verdict.Passed;
        desk.console().line();
        if (passed && desk.allPassed()) {
            desk.console().prose(Style.GREEN, "All exercises that there are have passed. q quits.", 2);
        } else {
            desk.console()
                    .prose(
                            Style.DIM,
                            (passed ? "n next exercise · " : "save to check · h hint · ")
                                    + "v everything · t task · q quit",
                            2);
        }
    }

    /** What tells one version of the learner's files from another. */
    private List<String> state(Exercise exercise) throws CourseException {
        List<String> state = new ArrayList<>();
        // All of the part's: an error in another exercise's file keeps this one from compiling.
        for (MarkedSource source : exercise.part().sources()) {
            Path file = desk.layout().root().resolve(source.learnerFile());
            try {
                BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
                state.add(attributes.lastModifiedTime() + " " + attributes.size());
            } catch (IOException e) {
                state.add("missing");
            }
        }
        return state;
    }
}

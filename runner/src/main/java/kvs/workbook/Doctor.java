package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.tools.ToolProvider;
import kvs.workbook.Console.Style;
import kvs.workbook.check.Checker;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;
import kvs.workbook.course.Slashes;
import picocli.CommandLine.Command;

/** Looks for what keeps the workbook from working, and says what to do about it. */
@Command(name = "doctor", description = "Looks for what keeps the workbook from working.")
final class Doctor extends DeskCommand {
    private int ills;

    @Override
    int run(Desk desk) throws Exception {
        Console console = desk.console();
        console.line("root      " + desk.layout().root());
        console.line("java      " + System.getProperty("java.vm.version") + " at " + System.getProperty("java.home"));
        console.line("system    " + System.getProperty("os.name") + " " + System.getProperty("os.arch") + ", "
                + Runtime.getRuntime().availableProcessors() + " cores");
        console.line();
        compiler(console);
        writable(desk);
        progress(desk);
        for (Part part : desk.course().parts()) {
            learnersFiles(desk, part);
            if (!part.exercises().isEmpty()) {
                reference(desk, part);
            }
        }
        console.line();
        console.line(ills == 0 ? "All is well." : Desk.numbered(ills, "thing") + " to mend.");
        return ills == 0 ? 0 : 1;
    }

    private void compiler(Console console) {
        say(
                console,
                ToolProvider.getSystemJavaCompiler() != null,
                "a compiler comes with this Java",
                "this Java is no JDK, so nothing can be compiled; install a JDK 25 and set JAVA_HOME to it");
    }

    private void writable(Desk desk) {
        Path state = desk.layout().state();
        try {
            Files.createDirectories(state);
            Files.delete(Files.createTempFile(state, "doctor", ".tmp"));
            say(desk.console(), true, ".workbook can be written to", "");
        } catch (IOException e) {
            say(
                    desk.console(),
                    false,
                    "",
                    ".workbook cannot be written to (" + Desk.reason(e)
                            + "): checks work, but nothing is remembered and every start is slow");
        }
    }

    private void progress(Desk desk) {
        say(
                desk.console(),
                desk.progress().complaints().isEmpty(),
                "the progress file is readable",
                String.join(" ", desk.progress().complaints()));
    }

    private void learnersFiles(Desk desk, Part part) throws CourseException {
        for (MarkedSource source : part.sources()) {
            String file = Slashes.of(source.learnerFile());
            try {
                say(
                        desk.console(),
                        desk.learnersText(source).isPresent(),
                        file + " is there",
                        file + " is missing; ./workbook reset "
                                + source.exercises().first() + " puts it back");
            } catch (WorkbookException e) {
                say(desk.console(), false, "", String.valueOf(e.getMessage()));
            }
        }
    }

    /** A worker starts, and the finished part passes its first exercise's tests. */
    private void reference(Desk desk, Part part) throws CourseException, InterruptedException {
        Exercise first = part.exercises().getFirst();
        try (Checker checker = new Checker(desk.layout().worker(part))) {
            boolean passes = WarmUp.passes(checker, desk, first);
            say(
                    desk.console(),
                    passes,
                    "the tests run: the finished " + first.id() + " passes",
                    "the finished " + first.id() + " does not pass its own tests: the build is broken; "
                            + "delete runner/target and start again");
        } catch (IOException e) {
            say(desk.console(), false, "", "the tests do not run: " + Desk.reason(e));
        } catch (WorkbookException e) {
            say(desk.console(), false, "", "the tests do not run: " + e.getMessage());
        }
    }

    private void say(Console console, boolean well, String good, String bad) {
        if (well) {
            console.line(console.styled(Style.GREEN, "✓ ") + good);
        } else {
            ills++;
            console.prose(console.styled(Style.RED, "✗ ") + bad, 2);
        }
    }
}

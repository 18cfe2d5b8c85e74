package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import kvs.workbook.Console.Style;
import kvs.workbook.course.Course;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.CourseGenerator;
import kvs.workbook.course.CourseProblems;
import kvs.workbook.course.Part;
import kvs.workbook.course.Plan;
import kvs.workbook.course.Problem;
import kvs.workbook.course.Slashes;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

/** The authors' commands. */
@Command(
        name = "course",
        description = "For authors: generate what is generated, and prove the course.",
        subcommands = {CourseCommands.Generate.class, CourseCommands.Verify.class, MutateCommand.class},
        synopsisSubcommandLabel = "COMMAND")
final class CourseCommands {
    @ParentCommand
    @SuppressWarnings("NullAway.Init")
    Main main;

    @Command(
            name = "generate",
            description = "Writes starters, listings and the list of what catches each mistake. Edited starters stay.")
    static final class Generate implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        CourseCommands parent;

        @Override
        public Integer call() throws Exception {
            Desk desk = parent.main.desk();
            Course course = desk.course();
            Plan plan = CourseGenerator.plan(course);
            CourseGenerator.Report report = CourseGenerator.write(course, plan);
            report.written().forEach(file -> desk.console().line("wrote " + Slashes.of(file)));
            report.deleted().forEach(file -> desk.console().line("deleted " + Slashes.of(file)));
            report.kept().forEach(sentence -> desk.console().prose(Style.YELLOW, sentence, 2));
            plan.problems().forEach(problem -> desk.console().prose(Style.RED, problem.toString(), 2));
            for (CourseProof proof : prove(desk, false)) {
                Part part = proof.part();
                proof.problems().forEach(problem -> desk.console().prose(Style.YELLOW, problem.toString(), 2));
                Path file = desk.layout().root().resolve(Caught.file(part));
                String text = proof.caught().text();
                if (!Files.exists(file) || !Files.readString(file).equals(text)) {
                    Files.createDirectories(file.getParent());
                    Files.writeString(file, text);
                    desk.console().line("wrote " + Slashes.of(Caught.file(part)));
                }
            }
            return plan.problems().isEmpty() ? 0 : 3;
        }
    }

    @Command(
            name = "verify",
            description =
                    "Proves the course: starters fail, the reference passes, every mistake is caught, nothing has drifted.")
    static final class Verify implements Callable<Integer> {
        @ParentCommand
        @SuppressWarnings("NullAway.Init")
        CourseCommands parent;

        @Option(
                names = "--strict",
                negatable = true,
                description = "An edited starter is a problem, as in the repository that others clone.")
        boolean strict;

        @Option(
                names = "--all",
                description = "Repeats every proof, also those whose inputs have not changed since they last held.")
        boolean all;

        @Override
        public Integer call() throws Exception {
            Desk desk = parent.main.desk();
            Console console = desk.console();
            List<Problem> problems = new ArrayList<>(CourseProblems.of(desk.course()));
            try {
                if (!strict) {
                    withoutEdits(desk, problems);
                }
                problems.addAll(MutateCommand.drift(desk));
                for (CourseProof proof : prove(desk, all)) {
                    tell(desk, proof, problems);
                }
            } catch (CourseException e) {
                // What cannot be read or parsed has been found already; the rest must not go unsaid for it.
                if (problems.isEmpty()) {
                    throw e;
                }
                console.prose("note: not all tests were run, as " + e.getMessage(), 2);
            }
            console.line();
            problems.forEach(problem -> console.line(Style.RED, problem.toString()));
            console.line(
                    problems.isEmpty()
                            ? "The course holds: "
                                    + Desk.numbered(desk.course().exercises().size(), "exercise") + " proved."
                            : "The course is broken: " + Desk.numbered(problems.size(), "problem") + ".");
            return problems.isEmpty() ? 0 : 3;
        }
    }

    /** Takes out what a learner may do. */
    private static void withoutEdits(Desk desk, List<Problem> problems) throws CourseException {
        Plan plan = CourseGenerator.plan(desk.course());
        for (Problem problem : List.copyOf(problems)) {
            if (CourseGenerator.isLearnersEdit(desk.course(), plan, problem.file())) {
                problems.remove(problem);
                desk.console()
                        .prose(
                                "note: " + Slashes.of(problem.file())
                                        + " has been edited, as it may be; the course is proved "
                                        + "with the starter that is generated",
                                2);
            }
        }
    }

    private static void tell(Desk desk, CourseProof proof, List<Problem> problems) throws IOException {
        Part part = proof.part();
        proof.report().forEach(desk.console()::line);
        problems.addAll(proof.problems());
        String written = Caught.read(desk.layout().root(), part).text();
        if (proof.problems().isEmpty() && !written.equals(proof.caught().text())) {
            problems.add(
                    new Problem(Caught.file(part), 0, "is not what the tests say now; run ./workbook course generate"));
        }
    }

    /** @param all whether proofs that held before are repeated */
    private static List<CourseProof> prove(Desk desk, boolean all)
            throws WorkbookException, CourseException, IOException, InterruptedException {
        Layout layout = desk.layout();
        List<CourseProof> parts = new ArrayList<>();
        for (Part part : desk.course().parts()) {
            parts.add(new CourseProof(part));
        }
        ProofRecord record = new ProofRecord(layout.proofs(), Layout.ownClasses(), all);
        new Proofs(desk.course(), layout, record).run(parts);
        return parts;
    }
}

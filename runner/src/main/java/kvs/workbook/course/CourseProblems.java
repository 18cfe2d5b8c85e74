package kvs.workbook.course;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All that can be said about a course without running a test. What can be said only by running tests (that the starter
 * fails, that each mistake is caught) is not here.
 */
public final class CourseProblems {

    private static final int MISTAKES_WANTED = 2;

    private final Course course;
    private final List<Problem> problems = new ArrayList<>();

    private CourseProblems(Course course) {
        this.course = course;
    }

    /** Everything that is wrong, in the order of files and lines; empty for a good course. Any thread may call it. */
    public static List<Problem> of(Course course) {
        var check = new CourseProblems(course);
        var pages = new PageProblems(course);
        for (Part part : course.parts()) {
            check.catching(() -> check.marks(part));
            check.catching(() -> check.strays(part));
            for (Exercise exercise : part.exercises()) {
                check.catching(() -> check.problems.addAll(pages.of(exercise)));
                check.catching(() -> check.answers(exercise));
                check.catching(() -> check.mistakes(exercise));
            }
        }
        check.catching(check::generated);
        return check.problems.stream().distinct().sorted(Problem.ORDER).toList();
    }

    @FunctionalInterface
    private interface Check {
        void run() throws CourseException;
    }

    /** One broken file must not hide what is wrong with the others. */
    private void catching(Check check) {
        try {
            check.run();
        } catch (CourseException e) {
            problems.add(Problem.of(e));
        }
    }

    private void marks(Part part) throws CourseException {
        for (MarkedSource source : part.mentioning("@" + Member.EXERCISE, "")) {
            problems.addAll(source.problems());
            for (ExerciseId id : source.exercises()) {
                mark(part, source, id);
            }
        }
        for (MarkedSource source : part.mentioning("@" + Member.SOLUTION, "")) {
            if (source.exercises().isEmpty()) {
                for (Member solution : source.solutions()) {
                    int line = source.source().line(solution);
                    report(
                            source.file(),
                            line,
                            "has @solution but no @exercise: there is no starter to leave it out of");
                }
            }
            for (Member solution : source.solutions()) {
                for (ExerciseId id : MarkedSource.ids(solution.marks().getFirst())) {
                    if (!source.exercises().isEmpty() && course.exercise(id).isEmpty()) {
                        report(source.file(), source.source().line(solution), "@solution " + id + " is of no exercise");
                    }
                }
            }
        }
    }

    private void mark(Part part, MarkedSource source, ExerciseId id) {
        int line = source.source().line(source.marked(id).getFirst());
        if (id.part() != part.number()) {
            report(source.file(), line, "@exercise " + id + " does not belong into " + part.name());
        } else if (part.exercises().stream().noneMatch(exercise -> exercise.id().equals(id))) {
            report(
                    source.file(),
                    line,
                    "exercise " + id + " has no page exercises/" + part.name() + "/" + id + "-….md");
        }
    }

    /** Answers to exercises that there are not. */
    private void strays(Part part) throws CourseException {
        Path solutions = course.root().resolve("solutions").resolve(part.name());
        var files = new ArrayList<Path>(Directory.list(course.root().resolve(Mistakes.directory(part))));
        Directory.list(solutions).stream()
                .filter(file -> file.toString().endsWith(".md"))
                .forEach(files::add);
        for (Path file : files) {
            String name = file.getFileName().toString();
            boolean readme = name.equals("README.md");
            if (!readme && part.exercises().stream().noneMatch(exercise -> name.startsWith(exercise.id() + "-"))) {
                report(course.root().relativize(file), 0, "is for no exercise of " + part.name());
            }
        }
    }

    private void answers(Exercise exercise) throws CourseException {
        Path page = exercise.page().file();
        if (exercise.id().part() != exercise.part().number()) {
            report(
                    page,
                    0,
                    "exercise " + exercise.id() + " does not belong into "
                            + exercise.part().name());
        }
        boolean measure = exercise.page().kind() == TaskPage.Kind.MEASURE;
        if (!measure && exercise.sources().isEmpty()) {
            report(page, 0, "no method of " + exercise.part().name() + " is marked @exercise " + exercise.id());
        }
        if (!Files.exists(course.root().resolve(exercise.walkthrough()))) {
            report(exercise.walkthrough(), 0, "is missing: every exercise has a walkthrough");
        }
    }

    private void mistakes(Exercise exercise) throws CourseException {
        List<Path> files = Mistakes.files(exercise);
        for (Path file : files) {
            catching(() -> mistake(exercise, file));
        }
        boolean measure = exercise.page().kind() == TaskPage.Kind.MEASURE;
        if (!measure && files.size() < MISTAKES_WANTED) {
            report(
                    Mistakes.directory(exercise.part()),
                    0,
                    "exercise " + exercise.id() + " has " + files.size() + " of at least " + MISTAKES_WANTED
                            + " mistakes");
        }
    }

    private void mistake(Exercise exercise, Path file) throws CourseException {
        Mistake mistake = Mistakes.read(exercise, file);
        String reference = exercise.part().references().get(mistake.target());
        if (mistake.source().equals(reference)) {
            report(file, 0, "is the same as the reference");
        }
    }

    private void generated() throws CourseException {
        Plan plan = CourseGenerator.plan(course);
        problems.addAll(plan.problems());
        problems.addAll(Drift.of(course, plan));
    }

    private void report(Path file, int line, String reason) {
        problems.add(new Problem(file, line, reason));
    }
}

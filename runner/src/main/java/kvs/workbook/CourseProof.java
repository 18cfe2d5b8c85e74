package kvs.workbook;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.Mistake;
import kvs.workbook.course.Part;
import kvs.workbook.course.Problem;
import kvs.workbook.course.TaskPage;
import kvs.workbook.course.WrongAnswer;
import kvs.workbook.course.WrongAnswers;

/**
 * What a part's tests must refuse and what they must let pass. For each exercise: its starter compiles and fails every
 * one of its tests, the reference passes them all, each mistake fails at least one, and of each wrong answer the workbook
 * says no more than it may.
 *
 * <p>It lists the runs that show this and, after {@link Proofs} has run them, says what was found. For one thread.
 */
final class CourseProof {

    /** @param measured whether there is nothing to run */
    private record OfExercise(Exercise exercise, boolean measured, List<Proof> twice, Map<Mistake, Proof> mistakes) {}

    private final Part part;
    private final List<OfExercise> exercises = new ArrayList<>();
    private final WrongAnswers list;
    private final Map<WrongAnswer, Proof> wrongAnswers = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();
    private final List<String> report = new ArrayList<>();
    private final Caught caught = new Caught(new TreeMap<>());

    /** Reads what is to be run; runs nothing. */
    CourseProof(Part part) throws CourseException {
        this.part = part;
        Map<String, String> starters = sources(part.starters());
        for (Exercise exercise : part.exercises()) {
            Path page = exercise.page().file();
            boolean measured = exercise.page().kind() == TaskPage.Kind.MEASURE;
            List<Proof> twice = new ArrayList<>();
            Map<Mistake, Proof> mistakes = new LinkedHashMap<>();
            if (!measured) {
                twice.add(new Proof(Proof.Kind.STARTER, exercise, page, starters));
                twice.add(new Proof(Proof.Kind.REFERENCE, exercise, page, Map.of()));
                for (Mistake mistake : exercise.mistakes()) {
                    mistakes.put(mistake, wrong(exercise, mistake.file(), mistake.target(), mistake.source()));
                }
            }
            exercises.add(new OfExercise(exercise, measured, twice, mistakes));
        }
        list = WrongAnswers.of(part);
        for (WrongAnswer answer : list.answers()) {
            Exercise exercise = exercise(answer);
            wrongAnswers.put(answer, wrong(exercise, answer.file(), answer.target(), answer.source()));
        }
    }

    private Exercise exercise(WrongAnswer answer) {
        return part.exercises().stream()
                .filter(exercise -> exercise.id().equals(answer.exercise()))
                .findFirst()
                .orElseThrow();
    }

    private static Proof wrong(Exercise exercise, Path file, Path target, String source) {
        SortedMap<Path, String> spoiled = new TreeMap<>(Map.of(target, source));
        return new Proof(Proof.Kind.MISTAKE, exercise, file, sources(spoiled));
    }

    Part part() {
        return part;
    }

    /** The runs, in the order of the report. */
    List<Proof> proofs() {
        List<Proof> proofs = new ArrayList<>();
        for (OfExercise one : exercises) {
            proofs.addAll(one.twice);
            proofs.addAll(one.mistakes.values());
        }
        proofs.addAll(wrongAnswers.values());
        return proofs;
    }

    /** What is wrong, after {@link #conclude}. */
    List<Problem> problems() {
        return problems;
    }

    /** What was found out, a line each, after {@link #conclude}. */
    List<String> report() {
        return report;
    }

    /** Which test caught which mistake, after {@link #conclude}. */
    Caught caught() {
        return caught;
    }

    /** Draws the conclusions, when all proofs have run. */
    void conclude() {
        problems.addAll(list.problems());
        for (OfExercise one : exercises) {
            if (one.measured) {
                report.add(one.exercise + ": nothing to run, it is a measurement");
                continue;
            }
            one.twice.forEach(proof -> problems.addAll(proof.problems()));
            Proof starter = one.twice.getFirst();
            Proof reference = one.twice.getLast();
            report.add(one.exercise + ": "
                    + starter.findings().map(found -> found.failed().size()).orElse(0) + " of "
                    + reference.findings().map(Findings::tests).orElse(0) + " tests fail on the starter, "
                    + (reference.problems().isEmpty() ? "" : "not ") + "all pass on the reference");
            one.mistakes.forEach(this::mistake);
        }
        wrongAnswers();
    }

    private void mistake(Mistake mistake, Proof proof) {
        problems.addAll(proof.problems());
        if (!proof.holds()) {
            return;
        }
        Findings found = proof.findings().orElseThrow();
        SortedMap<String, String> words = found.failed();
        caught.mistakes().put(mistake.id(), words);
        String first = words.firstKey();
        if (!found.ended().isEmpty()) {
            report.add("  " + mistake.id() + " is caught: it ends the worker (" + found.ended() + ") in " + first);
            return;
        }
        report.add("  " + mistake.id() + " is caught by " + Desk.numbered(words.size(), "test") + ", such as");
        report.add("    " + first);
        words.getOrDefault(first, "").lines().forEach(line -> report.add("      " + line));
    }

    /** Whether what the workbook would say of each wrong answer is what it may say. */
    private void wrongAnswers() {
        int named = 0;
        int silent = 0;
        for (Map.Entry<WrongAnswer, Proof> entry : wrongAnswers.entrySet()) {
            WrongAnswer answer = entry.getKey();
            Proof proof = entry.getValue();
            proof.problems().forEach(problem -> problem(answer, problem.reason()));
            if (!proof.holds()) {
                continue;
            }
            Optional<String> said = caught.probably(
                    exercise(answer), proof.findings().orElseThrow().failed());
            if (said.isPresent() && !answer.may().contains(said.get())) {
                problem(answer, "the workbook says that it is probably " + said.get() + ", which is wrong");
            } else if (said.isEmpty() && answer.must()) {
                problem(answer, "the workbook does not say that it is probably " + String.join(" or ", answer.may()));
            } else if (said.isPresent()) {
                named++;
            } else {
                silent++;
            }
        }
        if (!wrongAnswers.isEmpty()) {
            report.add(part.name() + ": of " + Desk.numbered(wrongAnswers.size(), "wrong answer")
                    + ", probably is right for " + named + " and absent for " + silent);
        }
    }

    private void problem(WrongAnswer answer, String reason) {
        problems.add(new Problem(answer.file(), answer.line(), answer.id() + ": " + reason));
    }

    /** By the path below the source root, as the compiler wants them. */
    private static Map<String, String> sources(SortedMap<Path, String> files) {
        Map<String, String> sources = new HashMap<>();
        files.forEach((path, text) -> sources.put(Answer.sourcePath(path), text));
        return sources;
    }
}

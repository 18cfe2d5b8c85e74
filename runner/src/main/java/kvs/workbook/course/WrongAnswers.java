package kvs.workbook.course;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads the list of wrong answers of a part, which tries the workbook's <i>probably</i>: each says what may be said of it.
 *
 * <pre>
 * file   = { comment | blank | answer }         solutions/part1-protocol/wrong-answers.txt
 * answer = "== " exercise " " slug LF
 *          ( "may " | "says " ) ( "nothing" | mistake { " " mistake } ) LF
 *          hunk { hunk }
 * hunk   = "- " line LF { "- " line LF } "+ " line LF { "+ " line LF }
 * </pre>
 *
 * <p>{@code says} demands one of the mistakes, {@code may} also allows none. The lines of a hunk that begin with a minus
 * stand together, once, in the methods of the exercise; how they are indented does not matter. For one thread.
 */
public final class WrongAnswers {

    private static final String NOTHING = "nothing";

    private final Part part;
    private final Path file;
    private final List<WrongAnswer> answers = new ArrayList<>();
    private final List<Problem> problems = new ArrayList<>();

    private record Hunk(int line, List<String> old, List<String> now) {}

    private WrongAnswers(Part part) {
        this.part = part;
        this.file = file(part);
    }

    static Path file(Part part) {
        return Path.of("solutions", part.name(), "wrong-answers.txt");
    }

    /**
     * Reads the list of a part; a part may have none.
     *
     * @throws CourseException when the list, or a file of the part, cannot be read
     */
    public static WrongAnswers of(Part part) throws CourseException {
        var read = new WrongAnswers(part);
        if (Files.exists(part.root().resolve(read.file))) {
            read.read(Course.read(part.root(), read.file).lines().toList());
        }
        return read;
    }

    /** Those that can be tried, in the order of the list. */
    public List<WrongAnswer> answers() {
        return List.copyOf(answers);
    }

    /** What is wrong with the list itself: a line that is not found, a mistake that does not exist. */
    public List<Problem> problems() {
        return List.copyOf(problems);
    }

    private void read(List<String> lines) throws CourseException {
        int start = -1;
        for (int i = 0; i <= lines.size(); i++) {
            if (i == lines.size() || lines.get(i).startsWith("== ")) {
                if (start >= 0) {
                    answer(lines.subList(start, i), start + 1);
                }
                start = i;
            }
        }
    }

    private void answer(List<String> lines, int first) throws CourseException {
        String[] heading = lines.getFirst().substring(3).strip().split(" +", -1);
        Optional<Exercise> exercise = part.exercises().stream()
                .filter(known -> known.id().toString().equals(heading[0]))
                .findFirst();
        if (exercise.isEmpty() || heading.length != 2) {
            report(first, "a wrong answer begins with == and an exercise of " + part.name() + " and a slug");
            return;
        }
        boolean must = false;
        SortedSet<String> may = new TreeSet<>();
        int verdicts = 0;
        List<Hunk> hunks = new ArrayList<>();
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith("may ") || line.startsWith("says ")) {
                verdicts++;
                must = line.startsWith("says ");
                may.addAll(
                        Arrays.asList(line.substring(line.indexOf(' ')).strip().split(" +", -1)));
            } else if (line.startsWith("-")) {
                if (hunks.isEmpty() || !hunks.getLast().now().isEmpty()) {
                    hunks.add(new Hunk(first + i, new ArrayList<>(), new ArrayList<>()));
                }
                hunks.getLast().old().add(line.substring(1).strip());
            } else if (line.startsWith("+") && !hunks.isEmpty()) {
                hunks.getLast().now().add(line.substring(1));
            } else if (!line.isBlank() && !line.startsWith("#")) {
                report(first + i, "'" + line + "' is neither may, says, a line with - or +, nor a comment");
                return;
            }
        }
        if (verdicts != 1 || hunks.isEmpty()) {
            report(
                    first,
                    "has " + verdicts + " lines with may or says and " + hunks.size()
                            + " changes; wanted are one and at least one");
            return;
        }
        if (!existing(exercise.get(), may, must, first)) {
            return;
        }
        String id = heading[0] + "-" + heading[1];
        boolean demanded = must;
        apply(exercise.get(), hunks)
                .ifPresent(changed -> answers.add(new WrongAnswer(
                        id, exercise.get().id(), may, demanded, file, first, changed.target(), changed.text())));
    }

    /** Whether all mistakes named exist; empties the set for {@code nothing}. */
    private boolean existing(Exercise exercise, SortedSet<String> may, boolean must, int line) throws CourseException {
        if (may.remove(NOTHING)) {
            if (!may.isEmpty() || must) {
                report(line, "nothing stands alone, after may");
                return false;
            }
            return true;
        }
        Set<String> known = Mistakes.files(exercise).stream()
                .map(mistake -> mistake.getFileName().toString().replaceFirst("\\.java$", ""))
                .collect(Collectors.toSet());
        Set<String> unknown = new HashSet<>(may);
        unknown.removeAll(known);
        unknown.stream().sorted().forEach(id -> report(line, id + " is no mistake of exercise " + exercise.id()));
        return unknown.isEmpty();
    }

    private record Changed(Path target, String text) {}

    private Optional<Changed> apply(Exercise exercise, List<Hunk> hunks) throws CourseException {
        for (MarkedSource source : exercise.sources()) {
            List<String> text = new ArrayList<>(source.text().lines().toList());
            List<MarkedSource.Method> methods = source.methods(exercise.id());
            // The first hunk tells the file; an exercise may have several.
            if (at(text, methods, hunks.getFirst()).isEmpty()) {
                continue;
            }
            record Place(int at, Hunk hunk) {}
            List<Place> places = new ArrayList<>();
            for (Hunk hunk : hunks) {
                List<Integer> found = at(text, methods, hunk);
                if (found.size() != 1) {
                    report(hunk, found.size(), exercise);
                    return Optional.empty();
                }
                places.add(new Place(found.getFirst(), hunk));
            }
            places.sort((one, other) -> Integer.compare(other.at(), one.at()));
            for (Place place : places) {
                List<String> old =
                        text.subList(place.at(), place.at() + place.hunk().old().size());
                old.clear();
                old.addAll(place.hunk().now());
            }
            return Optional.of(new Changed(source.fileInPart(), String.join("\n", text) + "\n"));
        }
        report(hunks.getFirst(), 0, exercise);
        return Optional.empty();
    }

    /** The indices of the lines at which the hunk's old lines begin, within the methods. */
    private static List<Integer> at(List<String> text, List<MarkedSource.Method> methods, Hunk hunk) {
        List<Integer> found = new ArrayList<>();
        for (MarkedSource.Method method : methods) {
            for (int at = method.firstLine() - 1; at + hunk.old().size() <= method.lastLine(); at++) {
                List<String> there = text.subList(at, at + hunk.old().size()).stream()
                        .map(String::strip)
                        .toList();
                if (there.equals(hunk.old())) {
                    found.add(at);
                }
            }
        }
        return found;
    }

    private void report(Hunk hunk, int times, Exercise exercise) {
        report(
                hunk.line(),
                "'" + hunk.old().getFirst() + "' stands " + times + " times in the methods of exercise " + exercise.id()
                        + ", not once");
    }

    private void report(int line, String reason) {
        problems.add(new Problem(file, line, reason));
    }
}

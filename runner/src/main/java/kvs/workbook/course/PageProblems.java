package kvs.workbook.course;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is wrong with the task pages. For one thread: it remembers the book's anchors. */
final class PageProblems {

    private static final int HINTS_WANTED = 4;

    private final Course course;
    private final Map<Path, Set<String>> anchors = new HashMap<>();

    PageProblems(Course course) {
        this.course = course;
    }

    List<Problem> of(Exercise exercise) throws CourseException {
        TaskPage page = exercise.page();
        FrontMatter front = page.front();
        var problems = new ArrayList<Problem>();
        for (String key : front.values().keySet()) {
            if (!TaskPage.KEYS.contains(key)) {
                String keys = String.join(", ", TaskPage.KEYS);
                problems.add(
                        new Problem(page.file(), front.line(key), "unknown key " + key + "; the keys are " + keys));
            }
        }
        for (ExerciseId id : page.needs()) {
            if (course.exercise(id).isEmpty()) {
                problems.add(new Problem(page.file(), front.line("needs"), "needs " + id + ", which is no exercise"));
            } else if (id.equals(exercise.id())) {
                problems.add(new Problem(page.file(), front.line("needs"), "needs itself"));
            }
        }
        for (String place : page.reads()) {
            reading(place, page, problems);
        }
        for (String name : TaskPage.SECTIONS) {
            if (page.section(name).isEmpty()) {
                problems.add(new Problem(page.file(), 0, "has no section ## " + name));
            } else if (page.section(name).get().isBlank()) {
                problems.add(new Problem(page.file(), line(page, name), "the section ## " + name + " is empty"));
            }
        }
        int hints = page.hints().size();
        if (hints != HINTS_WANTED) {
            problems.add(new Problem(
                    page.file(),
                    line(page, "Hints"),
                    "has " + hints + " hints, not " + HINTS_WANTED + ": a list 1. to 4."));
        }
        return problems;
    }

    private void reading(String place, TaskPage page, List<Problem> problems) throws CourseException {
        int hash = place.indexOf('#');
        String name = hash < 0 ? place : place.substring(0, hash);
        Path file = Path.of("docs", name + ".md");
        int line = page.front().line("reads");
        if (!Files.exists(course.root().resolve(file))) {
            problems.add(new Problem(page.file(), line, "reads " + place + ", but there is no " + Slashes.of(file)));
            return;
        }
        if (!anchors.containsKey(file)) {
            anchors.put(file, Markdown.of(Course.read(course.root(), file)).anchors());
        }
        if (hash >= 0 && !anchors.getOrDefault(file, Set.of()).contains(place.substring(hash + 1))) {
            problems.add(new Problem(
                    page.file(), line, "reads " + place + ", but " + Slashes.of(file) + " has no such heading"));
        }
    }

    private static int line(TaskPage page, String section) {
        return Markdown.of(page.text()).headings().stream()
                .filter(heading -> heading.level() == 2 && heading.text().equals(section))
                .map(heading -> page.front().textLine() + heading.index())
                .findFirst()
                .orElse(0);
    }
}

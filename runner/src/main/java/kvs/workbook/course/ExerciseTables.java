package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Fills the tables of exercises from the front matter of the task pages, so that titles, minutes and needs are said once.
 *
 * <pre>
 * block     = directive LF table "&lt;!-- /exercises --&gt;" LF
 * directive = "&lt;!-- exercises: " ( part | "parts" | "all" ) " --&gt;"
 * </pre>
 *
 * <p>The name of a part gives its exercises with links, {@code parts} a line for each part, {@code all} a line for each
 * exercise with what it is about. Immutable; any thread may use it.
 */
final class ExerciseTables {

    private static final String OPENING = "<!-- exercises:";
    private static final String CLOSING = "<!-- /exercises -->";
    private static final Pattern DIRECTIVE = Pattern.compile("<!--\\s*exercises:\\s*(\\S+)\\s*-->");

    private final Course course;

    ExerciseTables(Course course) {
        this.course = course;
    }

    static boolean hasAny(String text) {
        return text.contains(OPENING);
    }

    /** The page with its tables filled in; a block that cannot be filled stays, and is a problem. */
    Listings.Filled fill(Path page, String text) {
        Markdown markdown = Markdown.of(text);
        var edits = new Edits(text);
        var problems = new ArrayList<Problem>();
        int offset = 0;
        for (int i = 0; i < markdown.lines().size(); i++) {
            String line = markdown.lines().get(i).strip();
            if (!markdown.isCode(i) && line.startsWith(OPENING)) {
                int from = Lines.next(text, offset);
                int closing = closing(text, from);
                Matcher directive = DIRECTIVE.matcher(line);
                Optional<String> table = directive.matches() ? table(page, directive.group(1)) : Optional.empty();
                if (closing < 0) {
                    problems.add(new Problem(page, i + 1, "no line " + CLOSING + " follows the table's first line"));
                } else if (table.isEmpty()) {
                    problems.add(new Problem(
                            page,
                            i + 1,
                            "a table is written <!-- exercises: NAME -->, NAME being a part, parts or all"));
                } else {
                    edits.replace(new Span(from, closing), Lines.adapt(table.get(), text));
                }
            }
            offset = Lines.next(text, offset);
        }
        return new Listings.Filled(edits.apply().text(), problems);
    }

    /** The offset of the closing line; negative when another block opens first, or the text ends. */
    private static int closing(String text, int from) {
        for (int at = from; at < text.length(); at = Lines.next(text, at)) {
            String line = Lines.at(text, at).strip();
            if (line.equals(CLOSING)) {
                return at;
            }
            if (line.startsWith(OPENING)) {
                return -1;
            }
        }
        return -1;
    }

    private Optional<String> table(Path page, String name) {
        return switch (name) {
            case "parts" -> Optional.of(parts());
            case "all" -> Optional.of(all());
            default ->
                course.part(name).filter(part -> part.name().equals(name)).map(part -> ofPart(page, part));
        };
    }

    private String parts() {
        var table = new StringBuilder("| part | exercises | minutes |\n|---|---|---|\n");
        for (Part part : course.parts()) {
            List<Exercise> exercises = part.exercises();
            String range = exercises.isEmpty()
                    ? ""
                    : exercises.getFirst().id() + " to " + exercises.getLast().id();
            row(table, String.valueOf(part.number()), range, number(minutes(exercises)));
        }
        row(table, "together", String.valueOf(course.exercises().size()), number(minutes(course.exercises())));
        return table.toString();
    }

    private String all() {
        var table = new StringBuilder("| exercise | minutes | needs | what it is about |\n|---|---|---|---|\n");
        for (Part part : course.parts()) {
            for (Exercise exercise : part.exercises()) {
                TaskPage page = exercise.page();
                row(table, exercise.toString(), number(page.minutes()), needs(page), page.about());
            }
            row(table, "part " + part.number(), number(minutes(part.exercises())), "", "");
        }
        row(table, "together", number(minutes(course.exercises())), "", "");
        return table.toString();
    }

    private static String ofPart(Path page, Part part) {
        Path directory = Optional.ofNullable(page.getParent()).orElse(Path.of(""));
        var table = new StringBuilder("| | | minutes | needs |\n|---|---|---|---|\n");
        for (Exercise exercise : part.exercises()) {
            TaskPage task = exercise.page();
            String link = "[" + exercise.title() + "](" + Slashes.of(directory.relativize(task.file())) + ")";
            row(table, exercise.id().toString(), link, number(task.minutes()), needs(task));
        }
        row(table, "", "together", number(minutes(part.exercises())), "");
        return table.toString();
    }

    private static void row(StringBuilder table, String... cells) {
        table.append('|');
        for (String cell : cells) {
            table.append(cell.isEmpty() ? " |" : " " + cell + " |");
        }
        table.append('\n');
    }

    private static String needs(TaskPage page) {
        return page.needs().stream().map(ExerciseId::toString).collect(Collectors.joining(", "));
    }

    private static int minutes(List<Exercise> exercises) {
        return exercises.stream()
                .mapToInt(exercise -> exercise.page().minutes())
                .sum();
    }

    private static String number(int n) {
        return String.format(Locale.ROOT, "%,d", n);
    }
}

package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The page that sets an exercise: {@code exercises/<part>/<id>-<slug>.md}. Immutable; any thread may use it.
 *
 * <pre>
 * ---
 * title: Length-prefixed strings
 * minutes: 20
 * needs: [1.1]
 * reads: [part1-protocol#the-cursor]
 * about: a length is a claim: limits before memory     (for those who choose exercises; may be left out)
 * kind: write                            (or property, or measure; write when not there)
 * ---
 * ## Why … ## Task … ## Try it … ## Hints (a list 1. to 4.) … ## Then …
 * </pre>
 */
public final class TaskPage {

    /** What kind of work it is, and so how it is checked. */
    public enum Kind {
        /** Methods to write, which the part's tests check. */
        WRITE,
        /** A test to write: it must pass on the reference and fail on each of the exercise's mistakes. */
        PROPERTY,
        /** Nothing to write: a prediction to compare with a measurement. No methods, no mistakes. */
        MEASURE
    }

    static final List<String> SECTIONS = List.of("Why", "Task", "Try it", "Hints", "Then");
    static final List<String> KEYS = List.of("title", "minutes", "needs", "reads", "about", "kind");

    private final FrontMatter front;
    private final String title;
    private final int minutes;
    private final List<ExerciseId> needs;
    private final Kind kind;

    private TaskPage(FrontMatter front) throws CourseException {
        this.front = front;
        this.title = front.required("title");
        this.minutes = minutes(front);
        this.needs = needs(front);
        this.kind = kind(front);
    }

    static TaskPage parse(Path file, String text) throws CourseException {
        return new TaskPage(FrontMatter.parse(file, text));
    }

    /** The page's file, relative to the root of the repository. */
    public Path file() {
        return front.file();
    }

    /** The title, without the number. */
    public String title() {
        return title;
    }

    /** About how long it takes, in minutes. */
    public int minutes() {
        return minutes;
    }

    /** What kind of work it is. */
    public Kind kind() {
        return kind;
    }

    /** The exercises that should come first. */
    public List<ExerciseId> needs() {
        return needs;
    }

    /** Where to read on in the book, as {@code page#anchor}. */
    public List<String> reads() {
        return front.list("reads");
    }

    /** What it is about, in a few words for an instructor; empty when the page does not say. */
    public String about() {
        return front.values().getOrDefault("about", "");
    }

    /** The page without its front matter. */
    public String text() {
        return front.text();
    }

    /** The text below a heading such as {@code Task}, without the heading; empty when there is none. */
    public Optional<String> section(String name) {
        Markdown markdown = Markdown.of(front.text());
        List<Markdown.Heading> headings = markdown.headings().stream()
                .filter(heading -> heading.level() <= 2)
                .toList();
        for (int i = 0; i < headings.size(); i++) {
            Markdown.Heading heading = headings.get(i);
            if (heading.level() == 2 && heading.text().equals(name)) {
                int end = i + 1 < headings.size()
                        ? headings.get(i + 1).index()
                        : markdown.lines().size();
                String text = String.join("\n", markdown.lines().subList(heading.index() + 1, end));
                // Code may stand at the beginning, indented by four.
                return Optional.of(text.replaceFirst("^(\\s*\n)+", "").stripTrailing());
            }
        }
        return Optional.empty();
    }

    /** The hints, each giving more than the one before it, as Markdown. */
    public List<String> hints() {
        Markdown list = Markdown.of(section("Hints").orElse(""));
        var hints = new ArrayList<StringBuilder>();
        for (int i = 0; i < list.lines().size(); i++) {
            String line = list.lines().get(i);
            boolean item = !list.isCode(i) && line.matches("\\d+\\.\\s.*");
            if (item) {
                hints.add(
                        new StringBuilder(line.substring(line.indexOf('.') + 1).strip()));
            } else if (!hints.isEmpty()) {
                hints.getLast().append('\n').append(outdented(line));
            }
        }
        return hints.stream().map(hint -> hint.toString().strip()).toList();
    }

    FrontMatter front() {
        return front;
    }

    /** What follows an item of a list belongs to it when it is indented by three. */
    private static String outdented(String line) {
        int spaces = 0;
        while (spaces < 3 && spaces < line.length() && line.charAt(spaces) == ' ') {
            spaces++;
        }
        return line.substring(spaces);
    }

    private static int minutes(FrontMatter front) throws CourseException {
        String minutes = front.required("minutes");
        if (!minutes.matches("[1-9]\\d{0,3}")) {
            throw new CourseException(front.file(), "minutes is '" + minutes + "', not a number such as 20");
        }
        return Integer.parseInt(minutes);
    }

    private static List<ExerciseId> needs(FrontMatter front) throws CourseException {
        var needs = new ArrayList<ExerciseId>();
        for (String word : front.list("needs")) {
            needs.add(ExerciseId.parse(word)
                    .orElseThrow(() -> new CourseException(
                            front.file(), "needs has '" + word + "', which is not an id such as 1.2")));
        }
        return List.copyOf(needs);
    }

    private static Kind kind(FrontMatter front) throws CourseException {
        String written = front.values().getOrDefault("kind", "write");
        for (Kind kind : Kind.values()) {
            if (kind.name().toLowerCase(Locale.ROOT).equals(written)) {
                return kind;
            }
        }
        throw new CourseException(front.file(), "kind is '" + written + "'; it can be write, property or measure");
    }
}

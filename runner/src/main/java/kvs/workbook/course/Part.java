package kvs.workbook.course;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of the course: a module with the reference, and its exercises. Any thread may use it. */
public final class Part {

    private static final Pattern NAME = Pattern.compile("part([1-9]\\d{0,2})-.+");
    private static final Pattern PAGE = Pattern.compile("(\\d+\\.\\d+)-([a-z0-9-]+)\\.md");
    private static final List<Path> SOURCES = List.of(Path.of("src/main/java"), Path.of("src/test/java"));

    private final Path root;
    private final String name;
    private final int number;
    private final List<Exercise> exercises = new ArrayList<>();

    /** What has been parsed so far. Guarded by this. */
    private final Map<Path, MarkedSource> parsed = new HashMap<>();

    /** The texts of all Java files of the part, once read. Guarded by this. */
    private final SortedMap<Path, String> texts = new TreeMap<>();

    private Part(Path root, String name, int number) {
        this.root = root;
        this.name = name;
        this.number = number;
    }

    static Optional<Integer> number(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(Integer.valueOf(matcher.group(1))) : Optional.empty();
    }

    static Part open(Path root, String name, int number) throws CourseException {
        var part = new Part(root, name, number);
        for (Path page : Directory.list(root.resolve("exercises").resolve(name))) {
            String fileName = page.getFileName().toString();
            if (fileName.endsWith(".md") && Character.isDigit(fileName.charAt(0))) {
                part.add(root.relativize(page), fileName);
            }
        }
        part.exercises.sort(Comparator.comparing(Exercise::id));
        return part;
    }

    private void add(Path page, String fileName) throws CourseException {
        Matcher matcher = PAGE.matcher(fileName);
        ExerciseId id = matcher.matches() ? ExerciseId.parse(matcher.group(1)).orElse(null) : null;
        if (id == null) {
            throw new CourseException(page, "a task page is named <id>-<slug>.md, such as 1.2-strings.md");
        }
        for (Exercise other : exercises) {
            if (other.id().equals(id)) {
                throw new CourseException(
                        page,
                        "exercise " + id + " has another page, "
                                + Slashes.of(other.page().file()));
            }
        }
        String slug = matcher.group(2);
        exercises.add(new Exercise(this, id, slug, TaskPage.parse(page, Course.read(root, page))));
    }

    /** The number, from 1. */
    public int number() {
        return number;
    }

    /** The name of the part and of its directories, {@code part1-protocol}. */
    public String name() {
        return name;
    }

    /** The exercises, in the order of their numbers. */
    public List<Exercise> exercises() {
        return List.copyOf(exercises);
    }

    /**
     * The part's files with marked methods, main code first, each in the order of its path.
     *
     * @throws CourseException when a file cannot be read or does not parse
     */
    public List<MarkedSource> sources() throws CourseException {
        var marked = new ArrayList<MarkedSource>();
        for (MarkedSource source : mentioning("@" + Member.EXERCISE, "")) {
            if (!source.exercises().isEmpty()) {
                marked.add(source);
            }
        }
        return marked;
    }

    /** The reference text of every file with a marked method, by its path in the part. Fails as {@link #sources}. */
    public SortedMap<Path, String> references() throws CourseException {
        var references = new TreeMap<Path, String>();
        for (MarkedSource source : sources()) {
            references.put(source.fileInPart(), source.text());
        }
        return references;
    }

    /** The starter of every file with a marked method, by its path in the part. Fails as {@link #sources}. */
    public SortedMap<Path, String> starters() throws CourseException {
        var starters = new TreeMap<Path, String>();
        for (MarkedSource source : sources()) {
            starters.put(source.fileInPart(), source.starter());
        }
        return starters;
    }

    Path root() {
        return root;
    }

    /**
     * The files that mention both words, parsed. Most files do not and are never parsed; those that do may mean
     * something else, which the parser tells.
     */
    synchronized List<MarkedSource> mentioning(String word, String another) throws CourseException {
        if (texts.isEmpty()) {
            readTexts();
        }
        var sources = new ArrayList<MarkedSource>();
        for (Map.Entry<Path, String> entry : texts.entrySet()) {
            if (entry.getValue().contains(word) && entry.getValue().contains(another)) {
                sources.add(parsed(entry.getKey(), entry.getValue()));
            }
        }
        return sources;
    }

    private void readTexts() throws CourseException {
        for (Path directory : SOURCES) {
            for (Path file : Directory.below(root.resolve(name).resolve(directory), ".java")) {
                Path relative = root.relativize(file);
                texts.put(relative, Course.read(root, relative));
            }
        }
    }

    private MarkedSource parsed(Path file, String text) throws CourseException {
        MarkedSource known = parsed.get(file);
        if (known == null) {
            try {
                known = MarkedSource.parse(file, text);
            } catch (SourceException e) {
                throw new CourseException(file, "line " + e.line() + " " + e.reason(), e);
            }
            parsed.put(file, known);
        }
        return known;
    }
}

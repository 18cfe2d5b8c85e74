package kvs.workbook.course;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The course as it lies on disk: parts, and their exercises in the order of their numbers.
 *
 * <p>To open it reads the front matter of the task pages and nothing else; Java is parsed when it is asked for, and
 * only once. Any thread may use it. It does not notice later changes of the reference or the pages: open it again.
 */
public final class Course {

    private final Path root;
    private final List<Part> parts;

    private Course(Path root, List<Part> parts) {
        this.root = root;
        this.parts = List.copyOf(parts);
    }

    /**
     * Opens the course.
     *
     * @param root the root of the repository
     * @throws CourseException when there is no part, or a task page cannot be read
     */
    public static Course open(Path root) throws CourseException {
        Path exercises = root.resolve("exercises");
        var parts = new ArrayList<Part>();
        for (Path directory : Directory.list(exercises)) {
            if (Files.exists(directory.resolve("pom.xml"))) {
                Optional<Integer> number = Part.number(directory.getFileName().toString());
                if (number.isPresent()) {
                    parts.add(Part.open(root, directory.getFileName().toString(), number.get()));
                }
            }
        }
        if (parts.isEmpty()) {
            throw new CourseException(Path.of("exercises"), "there is no part in " + root + "; is this the workbook?");
        }
        parts.sort(Comparator.comparingInt(Part::number));
        return new Course(root, parts);
    }

    /** The root of the repository. */
    public Path root() {
        return root;
    }

    /** The parts that are there, in order. */
    public List<Part> parts() {
        return parts;
    }

    /** A part by its number, {@code 1}, or its name, {@code part1-protocol}. */
    public Optional<Part> part(String numberOrName) {
        return parts.stream()
                .filter(part -> part.name().equals(numberOrName)
                        || String.valueOf(part.number()).equals(numberOrName))
                .findFirst();
    }

    /** All exercises, in order. */
    public List<Exercise> exercises() {
        return parts.stream().flatMap(part -> part.exercises().stream()).toList();
    }

    /** An exercise by its id, {@code 1.2}. */
    public Optional<Exercise> exercise(String id) {
        return ExerciseId.parse(id).flatMap(this::exercise);
    }

    /** An exercise by its id. */
    public Optional<Exercise> exercise(ExerciseId id) {
        return exercises().stream().filter(exercise -> exercise.id().equals(id)).findFirst();
    }

    /** The text of a file of the course. */
    static String read(Path root, Path file) throws CourseException {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException e) {
            throw new CourseException(file, "could not be read: " + e, e);
        }
    }
}

package kvs.workbook;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.workbook.course.Course;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Exercise;
import kvs.workbook.course.ExerciseId;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;

/** What every command works with: the course, what is remembered of the learner, and a console. */
final class Desk {
    private final Layout layout;
    private final Course course;
    private final Console console;
    private final Progress progress;

    Desk(Layout layout, Console console) throws CourseException {
        this.layout = layout;
        this.console = console;
        this.course = Course.open(layout.root());
        this.progress = Progress.read(layout.progress());
    }

    Layout layout() {
        return layout;
    }

    Course course() {
        return course;
    }

    Console console() {
        return console;
    }

    Progress progress() {
        return progress;
    }

    Snapshots snapshots() {
        return new Snapshots(layout.root(), layout.snapshots());
    }

    /** The exercise that is open: the one chosen last unless it is done, else the first that is not. */
    Exercise current() {
        List<Exercise> all = course.exercises();
        Optional<Exercise> chosen = progress.current().flatMap(course::exercise);
        if (chosen.isPresent() && !progress.passed(chosen.get().id())) {
            return chosen.get();
        }
        ExerciseId after = chosen.map(Exercise::id).orElse(new ExerciseId(0, 0));
        return all.stream()
                .filter(exercise -> !progress.passed(exercise.id()))
                .min(Comparator.comparing((Exercise exercise) -> exercise.id().compareTo(after) < 0)
                        .thenComparing(Exercise::id))
                .orElse(all.getLast());
    }

    boolean allPassed() {
        return course.exercises().stream().allMatch(exercise -> progress.passed(exercise.id()));
    }

    /** @throws WorkbookException exit code 2, naming the exercises that there are */
    Exercise exercise(String id) throws WorkbookException {
        Optional<Exercise> exercise = course.exercise(id);
        if (exercise.isPresent()) {
            return exercise.get();
        }
        Optional<ExerciseId> parsed = ExerciseId.parse(id);
        if (parsed.isEmpty()) {
            throw WorkbookException.usage(
                    "'" + id + "' is no exercise: they are numbered like 1.2 (see ./workbook list)");
        }
        Optional<Part> part = course.part(String.valueOf(parsed.get().part()));
        if (part.isEmpty()) {
            throw noSuchPart(String.valueOf(parsed.get().part()));
        }
        List<Exercise> there = exercises(part.get());
        throw WorkbookException.usage(
                "there is no exercise " + id + ": part " + part.get().number() + " has "
                        + there.getFirst().id() + " to " + there.getLast().id());
    }

    /** An exercise by its id, or all of a part by its number or name. */
    List<Exercise> exercises(String idOrPart) throws WorkbookException {
        Optional<Part> part = course.part(idOrPart);
        if (part.isPresent()) {
            return exercises(part.get());
        }
        if (idOrPart.matches("\\d+|part\\d.*")) {
            throw noSuchPart(idOrPart);
        }
        return List.of(exercise(idOrPart));
    }

    private static List<Exercise> exercises(Part part) throws WorkbookException {
        if (part.exercises().isEmpty()) {
            throw WorkbookException.usage(part.name() + " has no exercises yet");
        }
        return part.exercises();
    }

    private WorkbookException noSuchPart(String numberOrName) {
        return WorkbookException.usage("there is no part '" + numberOrName + "': this workbook has "
                + String.join(", ", course.parts().stream().map(Part::name).toList()));
    }

    /** The learner's version of a file; empty when it is missing. */
    Optional<String> learnersText(MarkedSource source) throws WorkbookException {
        Path file = layout.root().resolve(source.learnerFile());
        try {
            return Optional.of(Files.readString(file));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw WorkbookException.workToDo(source.learnerFile() + " could not be read: " + reason(e)
                    + ". ./workbook reset " + source.exercises().first()
                    + " --file puts the whole starter back and keeps what is there.");
        }
    }

    /** As {@link #learnersText}, where the file is needed. */
    String requiredText(MarkedSource source, ExerciseId id) throws WorkbookException {
        return learnersText(source)
                .orElseThrow(() -> WorkbookException.workToDo(source.learnerFile()
                        + " is missing. ./workbook reset " + id + " puts the starter back (or ./workbook undo, if it "
                        + "was the workbook that took it)."));
    }

    /** Overwrites the learner's files after keeping what was there. */
    void overwrite(String what, SortedMap<Path, String> files) throws WorkbookException {
        SortedMap<Path, String> changed = new TreeMap<>(files);
        try {
            snapshots().replace(what, changed);
        } catch (IOException e) {
            throw WorkbookException.workToDo("nothing was overwritten: " + reason(e));
        }
    }

    /** Remembers something; where that cannot be written down, says so and goes on. */
    void remember(Remembering remembering) {
        try {
            remembering.in(progress);
        } catch (IOException e) {
            console.prose(Console.Style.YELLOW, "This was not noted down: " + reason(e), 2);
        }
    }

    @FunctionalInterface
    interface Remembering {
        void in(Progress progress) throws IOException;
    }

    /** Why a file could not be read or written; the system's own exceptions have but the file's name to say. */
    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException missing -> missing.getFile() + " is not there";
            case AccessDeniedException denied -> denied.getFile() + " may not be read or written";
            case FileAlreadyExistsException there -> there.getFile() + " is in the way";
            case FileSystemException file
            when file.getReason() == null ->
                file.getFile() + " cannot be used (" + file.getClass().getSimpleName() + ")";
            case CharacterCodingException _ -> "it is not text in UTF-8";
            default -> String.valueOf(e.getMessage());
        };
    }

    static String numbered(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }
}

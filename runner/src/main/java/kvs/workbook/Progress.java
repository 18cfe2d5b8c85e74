package kvs.workbook;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import kvs.workbook.course.ExerciseId;

/**
 * Where the learner is: a text file that may be read and edited.
 *
 * <pre>
 *   file  := line*
 *   line  := "#" anything | "current" id | id "passed" instant | id "given" instant | id "hints" number | nothing
 *
 *   current 1.2
 *   1.1 passed 2026-11-20T10:15:30Z
 *   1.2 hints 2
 * </pre>
 *
 * <p>A file that was edited wrongly loses only the lines that mean nothing, and those are kept in a copy.
 */
final class Progress {
    private static final String HEADER = """
            # Where you are in the workbook. You may edit this file; ./workbook writes it anew.
            #   current ID              the exercise that ./workbook shows
            #   ID passed|given TIME    all its tests passed; the answer was filled in for you
            #   ID hints N              how many hints you have seen
            """;

    /** Some editors put it first. */
    private static final String BYTE_ORDER_MARK = "\ufeff";

    /** What is known of one exercise. */
    record Entry(Optional<Instant> passed, Optional<Instant> given, int hints) {
        static final Entry NEW = new Entry(Optional.empty(), Optional.empty(), 0);
    }

    private final Path file;
    private final SortedMap<ExerciseId, Entry> entries = new TreeMap<>();
    private final List<String> complaints = new ArrayList<>();
    private Optional<ExerciseId> current = Optional.empty();

    /** The file is there and could not be read: what is not known must not be overwritten. */
    private boolean unread;

    /** The last change is in memory alone. */
    private boolean unsaved;

    private Progress(Path file) {
        this.file = file;
    }

    /** Reads {@code file}; one that is not there is an empty one. Never fails: see {@link #complaints}. */
    static Progress read(Path file) {
        Progress progress = new Progress(file);
        if (Files.exists(file)) {
            try {
                // Bytes that are no UTF-8 spoil their own line and no other.
                String text = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
                progress.parse(text.lines().toList());
            } catch (IOException e) {
                progress.unread = true;
                progress.complaints.add(file.getFileName() + " could not be read (" + Desk.reason(e)
                        + "). It stays as it is, and nothing is noted down until it can be read.");
            }
        }
        return progress;
    }

    private void parse(List<String> lines) {
        List<String> bad = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).replace(BYTE_ORDER_MARK, "").strip();
            if (!line.isEmpty() && !line.startsWith("#") && !accept(line.split("\\s+"))) {
                bad.add("line " + (i + 1) + " means nothing: '" + line + "'");
            }
        }
        if (!bad.isEmpty()) {
            complain(String.join("; ", bad));
        }
    }

    private boolean accept(String[] words) {
        if (words.length == 2 && words[0].equals("current")) {
            current = ExerciseId.parse(words[1]);
            return current.isPresent();
        }
        Optional<ExerciseId> id = ExerciseId.parse(words[0]);
        if (words.length != 3 || id.isEmpty()) {
            return false;
        }
        Entry before = of(id.get());
        try {
            Entry after = switch (words[1]) {
                case "passed" -> new Entry(Optional.of(Instant.parse(words[2])), before.given, before.hints);
                case "given" -> new Entry(before.passed, Optional.of(Instant.parse(words[2])), before.hints);
                case "hints" -> new Entry(before.passed, before.given, Integer.parseInt(words[2]));
                default -> null;
            };
            if (after == null) {
                return false;
            }
            entries.put(id.get(), after);
            return true;
        } catch (DateTimeParseException | NumberFormatException e) {
            return false;
        }
    }

    /** Keeps a copy of the broken file beside it, and those of earlier times. */
    private void complain(String reason) {
        String name = file.getFileName().toString();
        try {
            Path copy = file.resolveSibling(name + ".broken");
            for (int n = 2; Files.exists(copy) && Files.mismatch(file, copy) >= 0; n++) {
                copy = file.resolveSibling(name + ".broken-" + n);
            }
            Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
            complaints.add(
                    name + ": " + reason + ". Went on without; the file as it was is in " + copy.getFileName() + ".");
        } catch (IOException e) {
            complaints.add(name + ": " + reason + ". Went on without.");
        }
    }

    /** What was wrong with the file, in sentences. */
    List<String> complaints() {
        return complaints;
    }

    Optional<ExerciseId> current() {
        return current;
    }

    Entry of(ExerciseId id) {
        return entries.getOrDefault(id, Entry.NEW);
    }

    boolean passed(ExerciseId id) {
        return of(id).passed.isPresent();
    }

    void open(ExerciseId id) throws IOException {
        refresh();
        if (!current.equals(Optional.of(id))) {
            current = Optional.of(id);
            write();
        }
    }

    void pass(ExerciseId id) throws IOException {
        change(id, entry -> new Entry(Optional.of(entry.passed.orElse(now())), entry.given, entry.hints));
    }

    void fail(ExerciseId id) throws IOException {
        change(id, entry -> new Entry(Optional.empty(), entry.given, entry.hints));
    }

    void give(ExerciseId id) throws IOException {
        change(id, entry -> new Entry(entry.passed, Optional.of(now()), entry.hints));
    }

    void startOver(ExerciseId id) throws IOException {
        change(id, entry -> new Entry(Optional.empty(), Optional.empty(), entry.hints));
    }

    void hint(ExerciseId id, int hints) throws IOException {
        change(id, entry -> new Entry(entry.passed, entry.given, hints));
    }

    private void change(ExerciseId id, UnaryOperator<Entry> change) throws IOException {
        refresh();
        Entry after = change.apply(of(id));
        if (!after.equals(of(id))) {
            entries.put(id, after);
            write();
        }
    }

    /** Another ./workbook may have written since: a watch in one window, a check in the other. */
    private void refresh() {
        if (!unsaved) {
            Progress now = read(file);
            unread = now.unread;
            current = now.current;
            entries.clear();
            entries.putAll(now.entries);
        }
    }

    private static Instant now() {
        return Instant.ofEpochSecond(Instant.now().getEpochSecond());
    }

    /** Written beside and moved into place, so that after a loss of power there is the old file or the new one. */
    private void write() throws IOException {
        unsaved = true;
        if (unread) {
            throw new IOException(file.getFileName() + " could not be read and is not overwritten");
        }
        StringBuilder text = new StringBuilder(HEADER);
        current.ifPresent(id -> text.append("current ").append(id).append('\n'));
        entries.forEach((id, entry) -> {
            entry.passed.ifPresent(
                    at -> text.append(id).append(" passed ").append(at).append('\n'));
            entry.given.ifPresent(
                    at -> text.append(id).append(" given ").append(at).append('\n'));
            if (entry.hints > 0) {
                text.append(id).append(" hints ").append(entry.hints).append('\n');
            }
        });
        Files.createDirectories(file.getParent());
        Path beside = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(beside, text);
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING);
        unsaved = false;
    }
}

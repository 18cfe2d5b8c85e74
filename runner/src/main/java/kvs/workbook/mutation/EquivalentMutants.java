package kvs.workbook.mutation;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.Part;
import kvs.workbook.course.Problem;

/**
 * The mutants that no test has to kill, each with a reason. Most of them behave as the finished code does.
 *
 * <pre>
 *   file   := line*                        solutions/part1-protocol/equivalent.txt, written by hand
 *   line   := "#" comment | key | "   " a line of the reason
 *   key    := exercise " " method " " mutator " " nth ": " the text of the changed line
 * </pre>
 *
 * An entry is a key and at least one line of its reason.
 */
public final class EquivalentMutants {

    private record Entry(int line, StringBuilder reason) {}

    private final Path file;
    private final Map<Mutation.Key, Entry> entries = new LinkedHashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    private EquivalentMutants(Path file) {
        this.file = file;
    }

    public static Path file(Part part) {
        return Path.of("solutions", part.name(), "equivalent.txt");
    }

    /** Reads the list of a part. A part without such a file has no entries. */
    public static EquivalentMutants read(Path root, Part part) throws CourseException {
        Path file = file(part);
        try {
            return parse(file, Files.exists(root.resolve(file)) ? Files.readString(root.resolve(file)) : "");
        } catch (IOException e) {
            throw new CourseException(file, "could not be read: " + e, e);
        }
    }

    static EquivalentMutants parse(Path file, String text) {
        var list = new EquivalentMutants(file);
        List<String> lines = text.lines().toList();
        Entry open = null;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            if (!line.startsWith(" ")) {
                open = new Entry(i + 1, new StringBuilder());
                list.add(line, open);
            } else if (open == null) {
                list.problem(i + 1, "a reason without a mutant in the line before it");
            } else {
                open.reason.append(line.strip()).append(' ');
            }
        }
        list.entries.forEach((key, entry) -> {
            if (entry.reason.isEmpty()) {
                list.problem(entry.line, "the mutant has no reason; write one, indented, in the next line");
            }
        });
        return list;
    }

    private void add(String line, Entry entry) {
        Mutation.Key.parse(line)
                .ifPresentOrElse(
                        key -> {
                            if (entries.putIfAbsent(key, entry) != null) {
                                problem(entry.line, "the mutant is listed twice");
                            }
                        },
                        () -> problem(
                                entry.line,
                                "not a mutant as ./workbook course mutate prints it, such as "
                                        + "\"1.2 ByteCursor.getU32 MATH 1: int end = at + 4;\""));
    }

    private void problem(int line, String reason) {
        problems.add(new Problem(file, line, reason));
    }

    /** Whether no mutant is listed. The list may still have problems. */
    public boolean isEmpty() {
        return entries.isEmpty();
    }

    public boolean contains(Mutation mutation) {
        return entries.containsKey(mutation.key());
    }

    /**
     * Returns what is wrong with the list.
     *
     * @param today all mutants of the part's exercises
     */
    public List<Problem> problems(Collection<Mutation> today) {
        Set<Mutation.Key> keys = new HashSet<>();
        today.forEach(mutation -> keys.add(mutation.key()));
        List<Problem> all = new ArrayList<>(problems);
        entries.forEach((key, entry) -> {
            if (!keys.contains(key)) {
                all.add(new Problem(
                        file,
                        entry.line,
                        "matches no mutant of exercise " + key.exercise()
                                + " any more; delete the entry, or replace its first line by one that ./workbook course "
                                + "mutate " + key.exercise() + " prints"));
            }
        });
        return all;
    }
}

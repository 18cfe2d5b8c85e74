package kvs.workbook.course;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What is in a directory, in a fixed order. A directory that is not there is empty. */
final class Directory {

    /** What builds and tools leave behind. */
    private static final Set<String> FOREIGN = Set.of("target", "node_modules");

    private Directory() {}

    static List<Path> list(Path directory) throws CourseException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.sorted().toList();
        } catch (IOException | UncheckedIOException e) {
            throw new CourseException(directory, "could not be read: " + e, e);
        }
    }

    /** All files below with this ending, but for hidden directories and what a build leaves behind. */
    static List<Path> below(Path directory, String ending) throws CourseException {
        var files = new ArrayList<Path>();
        for (Path entry : list(directory)) {
            String name = entry.getFileName().toString();
            if (Files.isDirectory(entry)) {
                if (!name.startsWith(".") && !FOREIGN.contains(name)) {
                    files.addAll(below(entry, ending));
                }
            } else if (name.endsWith(ending)) {
                files.add(entry);
            }
        }
        return files;
    }
}

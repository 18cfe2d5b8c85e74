package kvs.workbook;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the tool overwrote, kept first. One directory a change, numbered, with the files as they were under their own
 * paths; {@code undo} puts the newest one back and keeps what it replaces in turn.
 *
 * <pre>
 *   .workbook/snapshots/0007-reset-1.3/exercises/part1-protocol/src/main/java/kvs/protocol/BinaryCodec.java
 *   .workbook/snapshots/0007-reset-1.3.undone/…      what undo replaced
 *   .workbook/snapshots/0008-reset-1.4.failed/…      kept for a change that could not be made, or taken back
 * </pre>
 *
 * <p>Other things that lie there are no snapshots and are left alone.
 */
final class Snapshots {
    private static final String UNDONE = ".undone";
    private static final String FAILED = ".failed";
    private static final String ABSENT = ".absent";
    private static final Pattern NAME = Pattern.compile("(\\d{4,8})-.+");

    private final Path root;
    private final Path directory;

    /** @param root what paths of files are relative to */
    Snapshots(Path root, Path directory) {
        this.root = root;
        this.directory = directory;
    }

    /** A change that can be taken back, and what it was. */
    record Snapshot(Path directory, String what) {}

    /**
     * Keeps {@code files} as they are now, then writes {@code text} to each.
     *
     * @param what in a few words without spaces, such as {@code reset-1.3}
     * @throws IOException if they could not be kept or not be written; then all are as they were
     */
    void replace(String what, SortedMap<Path, String> files) throws IOException {
        Path snapshot = directory.resolve(String.format("%04d-%s", next(), what));
        Files.move(keep(snapshot, files.keySet()), snapshot);
        try {
            for (Map.Entry<Path, String> file : files.entrySet()) {
                Path target = root.resolve(file.getKey());
                Files.createDirectories(target.getParent());
                Files.writeString(target, file.getValue());
            }
        } catch (IOException e) {
            putBack(snapshot);
            Files.move(snapshot, failed(snapshot));
            throw e;
        }
    }

    /** Takes the newest change back that was not taken back yet; empty if there is none. */
    Optional<Snapshot> undo() throws IOException {
        Optional<Path> newest = snapshots().stream()
                .filter(path ->
                        !path.toString().endsWith(UNDONE) && !path.toString().endsWith(FAILED))
                .filter(path -> !Files.exists(undone(path)))
                .max(Comparator.comparingInt(Snapshots::number));
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Path snapshot = newest.get();
        Path replaced = keep(
                undone(snapshot),
                filesBelow(snapshot).stream().map(Snapshots::withoutAbsent).toList());
        putBack(snapshot);
        Files.move(replaced, undone(snapshot));
        String name = snapshot.getFileName().toString();
        return Optional.of(new Snapshot(snapshot, name.substring(name.indexOf('-') + 1)));
    }

    private void putBack(Path snapshot) throws IOException {
        for (Path file : filesBelow(snapshot)) {
            if (file.toString().endsWith(ABSENT)) {
                Files.deleteIfExists(root.resolve(withoutAbsent(file)));
            } else {
                Path target = root.resolve(file);
                Files.createDirectories(target.getParent());
                Files.copy(snapshot.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    /** Copies the files to where a failed change keeps them: until all has been done, this one has failed. */
    private Path keep(Path snapshot, Iterable<Path> files) throws IOException {
        Path into = failed(snapshot);
        Files.createDirectories(into);
        for (Path file : files) {
            Path copy = into.resolve(file);
            Files.createDirectories(copy.getParent());
            if (Files.exists(root.resolve(file))) {
                Files.copy(root.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.writeString(copy.resolveSibling(copy.getFileName() + ABSENT), "");
            }
        }
        return into;
    }

    private static Path undone(Path snapshot) {
        return snapshot.resolveSibling(snapshot.getFileName() + UNDONE);
    }

    /** A name that is not taken, so that what an earlier try has kept stays. */
    private static Path failed(Path snapshot) {
        Path failed = snapshot.resolveSibling(snapshot.getFileName() + FAILED);
        for (int n = 2; Files.exists(failed); n++) {
            failed = snapshot.resolveSibling(snapshot.getFileName() + "." + n + FAILED);
        }
        return failed;
    }

    private static Path withoutAbsent(Path file) {
        String name = file.toString();
        return name.endsWith(ABSENT) ? Path.of(name.substring(0, name.length() - ABSENT.length())) : file;
    }

    private int next() throws IOException {
        return snapshots().stream().mapToInt(Snapshots::number).max().orElse(0) + 1;
    }

    private static int number(Path snapshot) {
        Matcher name = NAME.matcher(snapshot.getFileName().toString());
        return name.matches() ? Integer.parseInt(name.group(1)) : 0;
    }

    private List<Path> snapshots() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .filter(path -> number(path) > 0)
                    .toList();
        }
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(directory::relativize).toList();
        }
    }
}

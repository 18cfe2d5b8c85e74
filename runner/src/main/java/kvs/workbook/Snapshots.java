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
import java.util.stream.Stream;

/**
 * What the tool overwrote, kept first. One directory a change, numbered, with the files as they were under their own
 * paths; {@code undo} puts the newest one back and keeps what it replaces in turn.
 *
 * <pre>
 *   .workbook/snapshots/0007-reset-1.3/exercises/part1-protocol/src/main/java/kvs/protocol/BinaryCodec.java
 *   .workbook/snapshots/0007-reset-1.3.undone/…      what undo replaced
 * </pre>
 */
final class Snapshots {
    private static final String UNDONE = ".undone";
    private static final String ABSENT = ".absent";

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
     * @throws IOException if they could not be kept; then nothing was overwritten
     */
    void replace(String what, SortedMap<Path, String> files) throws IOException {
        keep(directory.resolve(String.format("%04d-%s", next(), what)), files.keySet());
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path target = root.resolve(file.getKey());
            Files.createDirectories(target.getParent());
            Files.writeString(target, file.getValue());
        }
    }

    /** Takes the newest change back that was not taken back yet; empty if there is none. */
    Optional<Snapshot> undo() throws IOException {
        Optional<Path> newest = snapshots().stream()
                .filter(path -> !path.toString().endsWith(UNDONE))
                .filter(path -> !Files.exists(path.resolveSibling(path.getFileName() + UNDONE)))
                .max(Comparator.naturalOrder());
        if (newest.isEmpty()) {
            return Optional.empty();
        }
        Path snapshot = newest.get();
        List<Path> kept = filesBelow(snapshot);
        Path undone = snapshot.resolveSibling(snapshot.getFileName() + UNDONE);
        keep(undone, kept.stream().map(Snapshots::withoutAbsent).toList());
        for (Path file : kept) {
            if (file.toString().endsWith(ABSENT)) {
                Files.deleteIfExists(root.resolve(withoutAbsent(file)));
            } else {
                Path target = root.resolve(file);
                Files.createDirectories(target.getParent());
                Files.copy(snapshot.resolve(file), target, StandardCopyOption.REPLACE_EXISTING);
            }
        }
        String name = snapshot.getFileName().toString();
        return Optional.of(new Snapshot(snapshot, name.substring(name.indexOf('-') + 1)));
    }

    private void keep(Path into, Iterable<Path> files) throws IOException {
        for (Path file : files) {
            Path copy = into.resolve(file);
            Files.createDirectories(copy.getParent());
            if (Files.exists(root.resolve(file))) {
                Files.copy(root.resolve(file), copy, StandardCopyOption.REPLACE_EXISTING);
            } else {
                Files.writeString(copy.resolveSibling(copy.getFileName() + ABSENT), "");
            }
        }
    }

    private static Path withoutAbsent(Path file) {
        String name = file.toString();
        return name.endsWith(ABSENT) ? Path.of(name.substring(0, name.length() - ABSENT.length())) : file;
    }

    private int next() throws IOException {
        int newest = 0;
        for (Path snapshot : snapshots()) {
            String name = snapshot.getFileName().toString();
            if (name.matches("\\d{4,}-.*")) {
                newest = Math.max(newest, Integer.parseInt(name.substring(0, name.indexOf('-'))));
            }
        }
        return newest + 1;
    }

    private List<Path> snapshots() throws IOException {
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.toList();
        }
    }

    private static List<Path> filesBelow(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).map(directory::relativize).toList();
        }
    }
}

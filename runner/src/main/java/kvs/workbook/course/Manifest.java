package kvs.workbook.course;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * {@code exercises/<part>/starters.sha256}: the starters as they were generated last, so that one which was edited
 * can be told from one that is merely old. {@code sha256sum -c} reads it, too.
 *
 * <pre>
 * manifest = { hash "  " path LF }     sorted by path, which is relative to the manifest
 * </pre>
 */
record Manifest(SortedMap<Path, String> hashes) {

    static Path file(Part part) {
        return Path.of("exercises", part.name(), "starters.sha256");
    }

    static Manifest of(SortedMap<Path, String> starters) {
        var hashes = new TreeMap<Path, String>();
        starters.forEach((path, text) -> hashes.put(path, hash(text.getBytes(StandardCharsets.UTF_8))));
        return new Manifest(hashes);
    }

    /** What the manifest on disk says; empty when there is none. */
    static Manifest read(Part part) throws CourseException {
        Path file = file(part);
        var hashes = new TreeMap<Path, String>();
        if (Files.exists(part.root().resolve(file))) {
            List<String> lines = Course.read(part.root(), file).lines().toList();
            for (int i = 0; i < lines.size(); i++) {
                String line = lines.get(i);
                if (!line.matches("[0-9a-f]{64} {2}\\S.*")) {
                    throw new CourseException(file, "line " + (i + 1) + " is not a hash, two spaces and a path");
                }
                hashes.put(Path.of(line.substring(66)), line.substring(0, 64));
            }
        }
        return new Manifest(hashes);
    }

    String text() {
        var lines = new TreeMap<String, String>();
        hashes.forEach((path, hash) -> lines.put(Slashes.of(path), hash));
        var text = new StringBuilder();
        lines.forEach(
                (path, hash) -> text.append(hash).append("  ").append(path).append('\n'));
        return text.toString();
    }

    boolean knows(Path path, byte[] content) {
        return hash(content).equals(hashes.get(path));
    }

    private static String hash(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every JDK has SHA-256", e);
        }
    }
}

package kvs.workbook;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import kvs.workbook.check.Checker;

/**
 * Remembers the proofs that held, so that {@code course verify} need not repeat them: a file for each, named after the
 * SHA-256 of everything that the proof depends on, with what was found.
 *
 * <pre>
 * inputs of a proof = the JDK, the workbook's classes, the libraries (by name, size and time),
 *                     the classes of the parts and of their tests, the exercise, the kind of proof, its sources
 * </pre>
 *
 * <p>Only what a proof reads counts, not when it was built. Nothing is remembered of a proof that failed. The directory is
 * never committed, so a fresh clone proves everything. For one thread at a time.
 */
final class ProofRecord {
    private static final String ENDING = ".proof";

    private final Path directory;
    private final boolean repeatAll;
    private final Path own;
    private final Map<Path, String> digests = new HashMap<>();
    private final Set<String> used = new HashSet<>();

    /** The digest of what all proofs of one part have in common. */
    record Inputs(String digest) {}

    /**
     * @param directory where the files are; made when it is needed
     * @param own the jar or directory with the workbook's own classes
     * @param repeatAll whether nothing is found; what is proved is written down all the same
     */
    ProofRecord(Path directory, Path own, boolean repeatAll) {
        this.directory = directory;
        this.own = own;
        this.repeatAll = repeatAll;
    }

    Inputs inputs(Checker.Course finished) throws IOException {
        MessageDigest digest = sha256();
        add(digest, Runtime.version() + " " + System.getProperty("java.vendor") + " " + System.getProperty("os.arch"));
        add(digest, contents(own));
        for (Path library : finished.libraries()) {
            add(digest, library + " " + Files.size(library) + " " + Files.getLastModifiedTime(library));
        }
        for (Path jar : finished.jars()) {
            add(digest, contents(jar));
        }
        return new Inputs(hex(digest));
    }

    Optional<Findings> find(Inputs inputs, Proof proof) {
        if (repeatAll) {
            return Optional.empty();
        }
        try {
            Path file = file(inputs, proof);
            return Files.exists(file) ? Optional.of(Findings.parse(Files.readString(file))) : Optional.empty();
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty(); // A record that cannot be read costs a run, no more.
        }
    }

    /** Writes a proof down if it held. */
    void add(Inputs inputs, Proof proof) {
        Path file = file(inputs, proof);
        used.add(file.getFileName().toString());
        if (!proof.holds() || (Files.exists(file) && !repeatAll)) {
            return;
        }
        try {
            Files.createDirectories(directory);
            Path draft = Files.createTempFile(directory, "draft", "");
            Files.writeString(draft, proof.findings().orElseThrow().text());
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException _) {
            // Where nothing can be written, the next run proves it again.
        }
    }

    /** Deletes what no proof of this run asked for. */
    void tidy() {
        try (var files = Files.list(directory)) {
            for (Path file : files.toList()) {
                if (!used.contains(file.getFileName().toString())) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException _) {
            // There is no such directory, or it cannot be written to.
        }
    }

    private Path file(Inputs inputs, Proof proof) {
        MessageDigest digest = sha256();
        add(digest, inputs.digest());
        add(digest, proof.exercise().id().toString());
        add(digest, proof.kind().toString());
        new TreeMap<>(proof.sources()).forEach((path, text) -> {
            add(digest, path);
            add(digest, text);
        });
        return directory.resolve(hex(digest) + ENDING);
    }

    /** The digest of the classes and resources of a jar or directory, whenever it was built. */
    private String contents(Path jarOrDirectory) throws IOException {
        String known = digests.get(jarOrDirectory);
        if (known == null) {
            known = Files.isDirectory(jarOrDirectory) ? ofDirectory(jarOrDirectory) : ofJar(jarOrDirectory);
            digests.put(jarOrDirectory, known);
        }
        return known;
    }

    private static String ofJar(Path jar) throws IOException {
        MessageDigest digest = sha256();
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            List<ZipEntry> entries = new ArrayList<>(zip.stream().toList());
            entries.sort(Comparator.comparing(ZipEntry::getName));
            for (ZipEntry entry : entries) {
                // Maven's own notes and the manifest have no say in what a test does.
                boolean note = entry.getName().startsWith("META-INF/maven/")
                        || entry.getName().equals("META-INF/MANIFEST.MF");
                if (!entry.isDirectory() && !note) {
                    add(digest, entry.getName());
                    try (InputStream in = zip.getInputStream(entry)) {
                        add(digest, in.readAllBytes());
                    }
                }
            }
        }
        return hex(digest);
    }

    private static String ofDirectory(Path root) throws IOException {
        MessageDigest digest = sha256();
        try (var files = Files.walk(root)) {
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                add(digest, root.relativize(file).toString());
                add(digest, Files.readAllBytes(file));
            }
        }
        return hex(digest);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void add(MessageDigest digest, String text) {
        add(digest, text.getBytes(StandardCharsets.UTF_8));
    }

    /** With its length, so that two texts are not one. */
    private static void add(MessageDigest digest, byte[] bytes) {
        digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
        digest.update(bytes);
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}

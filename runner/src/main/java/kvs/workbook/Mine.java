package kvs.workbook;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import kvs.workbook.check.Compilation;
import kvs.workbook.check.SourceCompiler;
import kvs.workbook.course.Bodies;
import kvs.workbook.course.CourseException;
import kvs.workbook.course.ExerciseId;
import kvs.workbook.course.MarkedSource;
import kvs.workbook.course.Part;

/**
 * The learner's own version of some parts, to be run: every file that has been touched, with the finished bodies lent
 * where one is not written yet. Of the untouched files the finished classes are there already.
 *
 * @param answer what is to be compiled
 * @param lent the exercises of which something is lent
 */
record Mine(Answer answer, SortedSet<ExerciseId> lent) {

    static Mine of(List<Part> parts, Desk desk) throws WorkbookException, CourseException {
        Mine mine = new Mine(Answer.empty(), new TreeSet<>());
        for (Part part : parts) {
            for (MarkedSource source : part.sources()) {
                if (!Answer.isTest(source)) {
                    mine.add(source, desk.learnersText(source));
                }
            }
        }
        return mine;
    }

    private void add(MarkedSource source, Optional<String> text) {
        if (text.isEmpty() || text.get().equals(source.starter())) {
            lent.addAll(source.exercises());
            return;
        }
        Bodies.Lent own = Bodies.lend(source, text.get());
        answer.add(source, own);
        lent.addAll(own.exercises());
    }

    /** @throws IOException when the class path cannot be read */
    Compilation compile(List<Path> classPath) throws IOException {
        if (answer.sources().isEmpty()) {
            return new Compilation.Compiled(Map.of());
        }
        try (SourceCompiler compiler = new SourceCompiler()) {
            return compiler.compile(answer.sources(), classPath, List.of());
        }
    }

    /**
     * Writes classes to a jar in {@code directory} that is named after what is in it: a program that is running keeps
     * the jar that it was started with. Those of earlier runs are deleted, where the system lets go of them.
     */
    static Path jar(Map<String, byte[]> classes, Path directory) throws IOException {
        byte[] content = jar(new TreeMap<>(classes));
        Path jar = directory.resolve(name(content) + ".jar");
        Files.createDirectories(directory);
        try (var there = Files.newDirectoryStream(directory, "*.jar")) {
            for (Path old : there) {
                if (!old.equals(jar)) {
                    deleteIfPossible(old);
                }
            }
        }
        if (!Files.exists(jar)) {
            Path draft = Files.createTempFile(directory, "draft", ".tmp");
            Files.write(draft, content);
            Files.move(draft, jar, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    private static void deleteIfPossible(Path file) {
        try {
            Files.delete(file);
        } catch (IOException _) {
            // Windows keeps what a program has open. The next run tries again.
        }
    }

    /** Without times, so that the same classes are the same bytes, and stored, as they are read but once. */
    private static byte[] jar(TreeMap<String, byte[]> classes) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(bytes)) {
            out.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, byte[]> type : classes.entrySet()) {
                CRC32 check = new CRC32();
                check.update(type.getValue());
                ZipEntry entry = new ZipEntry(type.getKey().replace('.', '/') + ".class");
                entry.setTime(0);
                entry.setSize(type.getValue().length);
                entry.setCrc(check.getValue());
                out.putNextEntry(entry);
                out.write(type.getValue());
            }
        }
        return bytes.toByteArray();
    }

    private static String name(byte[] content) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(content);
            return HexFormat.of().formatHex(digest, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }
}

package kvs.workbook.check;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.StandardLocation;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/**
 * Compiles a learner's few files in this JVM, from strings to bytes, so that a checkout that cannot be written
 * to works too. What the jars hold stays readable between compilations; a jar that has changed on disk is read anew.
 *
 * <p>Belongs to one thread at a time.
 */
public final class SourceCompiler implements AutoCloseable {

    // Not --release: javac takes that with a file manager of its own only.
    private static final List<String> OPTIONS = List.of(
            "--source",
            "25",
            "--target",
            "25",
            "-parameters",
            "-g",
            "-proc:none",
            "-implicit:none",
            "-Xlint:none",
            "-nowarn");

    private final JavaCompiler compiler;
    private @Nullable MemoryFiles files;
    /** What {@link #files} was opened on: the jars with their times, because an open jar does not see a rebuild. */
    private Map<Path, FileTime> opened = Map.of();

    private List<Path> openedOrder = List.of();

    /**
     * Finds the compiler of this JVM.
     *
     * @throws IllegalStateException when this JVM is a runtime without a compiler
     */
    public SourceCompiler() {
        JavaCompiler found = ToolProvider.getSystemJavaCompiler();
        if (found == null) {
            throw new IllegalStateException("this Java has no compiler: a JDK 25 is needed, not a JRE");
        }
        compiler = found;
    }

    /**
     * Compiles the sources against exactly these jars or class directories.
     *
     * @param sources text by path; the path ends like the class that it defines, {@code kvs/protocol/Bytes.java}
     * @param classPath nothing else is seen besides the JDK
     * @param extraOptions javac options after the usual ones
     * @throws IOException when an entry of the class path cannot be read
     */
    public Compilation compile(Map<String, String> sources, List<Path> classPath, List<String> extraOptions)
            throws IOException {
        MemoryFiles memory = filesOn(classPath);
        List<String> options = new ArrayList<>(OPTIONS);
        options.addAll(extraOptions);
        List<MemoryFiles.Source> units = new ArrayList<>();
        sources.forEach((path, text) -> units.add(new MemoryFiles.Source(path, text)));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        StringWriter rest = new StringWriter();

        boolean done = compiler.getTask(rest, memory, diagnostics, options, null, units)
                .call();
        Map<String, byte[]> classes = memory.take();
        if (done) {
            return new Compilation.Compiled(classes);
        }
        List<CompileError> errors = diagnostics.getDiagnostics().stream()
                .filter(diagnostic -> diagnostic.getKind() == Diagnostic.Kind.ERROR)
                .map(diagnostic -> error(diagnostic, sources))
                .toList();
        return new NotCompiled(
                errors.isEmpty() ? List.of(new CompileError("", 0, 0, withoutStack(rest.toString()), "")) : errors);
    }

    /** What javac says when it fails itself, such as on code that is nested too deeply for its stack. */
    private static String withoutStack(String said) {
        return said.lines().filter(line -> !line.startsWith("\tat ")).collect(Collectors.joining("\n"));
    }

    private static CompileError error(Diagnostic<? extends JavaFileObject> diagnostic, Map<String, String> sources) {
        String path = diagnostic.getSource() instanceof MemoryFiles.Source source ? source.path : "";
        long line = Math.max(0, diagnostic.getLineNumber());
        String sourceLine = sources.getOrDefault(path, "")
                .lines()
                .skip(Math.max(0, line - 1))
                .findFirst()
                .orElse("");
        return new CompileError(
                path,
                line,
                Math.max(0, diagnostic.getColumnNumber()),
                diagnostic.getMessage(Locale.ENGLISH),
                line == 0 ? "" : sourceLine);
    }

    private MemoryFiles filesOn(List<Path> classPath) throws IOException {
        Map<Path, FileTime> now = new HashMap<>();
        for (Path entry : classPath) {
            now.put(entry, Files.getLastModifiedTime(entry));
        }
        MemoryFiles current = files;
        if (current != null && openedOrder.equals(classPath) && opened.equals(now)) {
            return current;
        }
        close();
        StandardJavaFileManager disk = compiler.getStandardFileManager(null, Locale.ENGLISH, StandardCharsets.UTF_8);
        disk.setLocationFromPaths(StandardLocation.CLASS_PATH, classPath);
        disk.setLocationFromPaths(StandardLocation.SOURCE_PATH, List.of());
        MemoryFiles fresh = new MemoryFiles(disk);
        files = fresh;
        opened = now;
        openedOrder = List.copyOf(classPath);
        return fresh;
    }

    @Override
    public void close() throws IOException {
        MemoryFiles current = files;
        files = null;
        if (current != null) {
            current.close();
        }
    }
}

package kvs.sim;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The simulator around a Raft in which one file is another one, in a class loader of its own. */
final class BrokenRaft implements AutoCloseable {
    private static final Path SOURCES = Path.of("src/main/java/kvs/raft");

    private final URLClassLoader loader;
    private final Class<?> runs;

    private BrokenRaft(URLClassLoader loader) throws ClassNotFoundException {
        this.loader = loader;
        this.runs = loader.loadClass(BrokenRuns.class.getName());
    }

    /** Returns the file of a type: that of the core or, if it has none of this name, that of the state machine. */
    static Path source(String type) {
        Path core = SOURCES.resolve(type + ".java");
        return Files.exists(core) ? core : SOURCES.resolve("kv").resolve(type + ".java");
    }

    /** Replaces a piece of the text of {@code type}'s file. */
    static BrokenRaft with(Path directory, String type, String right, String wrong)
            throws IOException, ClassNotFoundException {
        String source = Files.readString(source(type));
        if (!source.contains(right)) {
            throw new IllegalStateException(type + ".java has changed: it no longer contains \"" + right + "\"");
        }
        return compiled(directory, type, source.replace(right, wrong));
    }

    /** Puts {@code source} in the place of {@code type}'s file. */
    static BrokenRaft compiled(Path directory, String type, String source) throws IOException, ClassNotFoundException {
        Path changed = Files.writeString(directory.resolve(type + ".java"), source);
        Path classes = Files.createDirectories(directory.resolve("classes"));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        int exit = compiler.run(
                null,
                null,
                errors,
                "-nowarn",
                "-proc:none",
                "-d",
                classes.toString(),
                "-cp",
                classPath(),
                changed.toString());
        if (exit != 0) {
            throw new IllegalStateException("The changed " + type + ".java does not compile: "
                    + errors.toString(StandardCharsets.UTF_8).strip());
        }
        return new BrokenRaft(loader(classes));
    }

    /** As {@link BrokenRuns#firstViolation}. */
    String firstViolation(long from, int seeds) throws ReflectiveOperationException {
        return (String) call("firstViolation", new Class<?>[] {long.class, int.class}, from, seeds);
    }

    /** As {@link BrokenRuns#shrinksToTheSameRule}. */
    boolean shrinksToTheSameRule(int seeds) throws ReflectiveOperationException {
        return (boolean) call("shrinksToTheSameRule", new Class<?>[] {int.class}, seeds);
    }

    private Object call(String name, Class<?>[] types, Object... arguments) throws ReflectiveOperationException {
        Method method = runs.getDeclaredMethod(name, types);
        method.setAccessible(true);
        return method.invoke(null, arguments);
    }

    private static String classPath() {
        return System.getProperty("java.class.path");
    }

    /** The changed class comes first, and everything that links to it is loaded again. */
    private static URLClassLoader loader(Path classes) throws MalformedURLException {
        List<URL> urls = new ArrayList<>();
        urls.add(classes.toUri().toURL());
        for (String entry : classPath().split(File.pathSeparator, -1)) {
            urls.add(Path.of(entry).toUri().toURL());
        }
        return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    @Override
    public void close() throws IOException {
        loader.close();
    }
}

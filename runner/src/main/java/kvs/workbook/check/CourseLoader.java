package kvs.workbook.check;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The classes of one check: the learner's, then the course's.
 *
 * <p>One loader for both puts them in the same run-time package, so a test reaches what is package-private in a
 * learner's class. The libraries come from the parent, which outlives the check and is in the AOT cache.
 */
final class CourseLoader extends URLClassLoader {

    static {
        registerAsParallelCapable();
    }

    private final Map<String, byte[]> overlay;

    CourseLoader(Map<String, byte[]> overlay, List<Path> jars, ClassLoader parent) {
        super("course", urls(jars), parent);
        this.overlay = overlay;
    }

    private static URL[] urls(List<Path> jars) {
        return jars.stream().map(CourseLoader::url).toArray(URL[]::new);
    }

    private static URL url(Path jar) {
        try {
            return jar.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new UncheckedIOException(new IOException(jar + ": not a place to load classes from", e));
        }
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        byte[] bytes = overlay.get(name);
        if (bytes == null) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            @Nullable Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : defineClass(name, bytes, 0, bytes.length);
        }
    }
}

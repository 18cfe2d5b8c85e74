package kvs.cli;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.regex.Pattern;

/**
 * The class path of a program. The JVM skips an entry that does not exist, and a {@link java.util.ServiceLoader} then finds
 * fewer engines: a server would keep its data in memory only, and its operator would not know.
 */
final class ClassPath {
    private ClassPath() {}

    /**
     * Checks that each entry exists, before the first class that needs it is missing.
     *
     * @throws IOException with a sentence that names the first entry that does not
     */
    static void requireComplete(String classPath) throws IOException {
        for (String entry : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
            if (!exists(entry)) {
                throw new IOException("a part of this program is missing: " + entry
                        + "; build the program again, and start it in a locale with UTF-8 if the path is not ASCII");
            }
        }
    }

    private static boolean exists(String entry) {
        try {
            // An empty entry is the working directory.
            return entry.isEmpty() || Files.exists(Path.of(entry));
        } catch (InvalidPathException _) {
            return false;
        }
    }
}

package kvs.workbook.course;

import java.nio.file.Path;

/** A path as text with forward slashes, so that messages and generated files are the same on every system. */
public final class Slashes {

    private Slashes() {}

    public static String of(Path path) {
        return path.toString().replace('\\', '/');
    }
}

package kvs.io;

import java.nio.file.Path;

/** What a program did to a {@link SimDisk}. Files are numbered in the order in which they were made. */
public sealed interface SimOperation {
    record Create(Path path, int file) implements SimOperation {}

    record Delete(Path path) implements SimOperation {}

    record Rename(Path from, Path to, int file) implements SimOperation {}

    /** If it fails, the names are taken for forced all the same. */
    record ForceDirectory(Path directory, boolean succeeds) implements SimOperation {}

    record Write(int file, long at, byte[] bytes) implements SimOperation {
        @Override
        public String toString() {
            return "Write[file=" + file + ", at=" + at + ", " + bytes.length + " bytes]";
        }
    }

    record Truncate(int file, long size) implements SimOperation {}

    record Force(int file) implements SimOperation {}

    /** A force that failed: nothing came to disk, and the system has forgotten what should have. */
    record LostForce(int file) implements SimOperation {}
}

package kvs.engine;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A small file of text in a data directory, of which a crash leaves the old content or the new one.
 *
 * <p>It is written under a temporary name, forced, then renamed. The directory is forced too, because a name is the
 * directory's data and not the file's.
 */
public final class DurableFile {
    private DurableFile() {}

    /**
     * Writes the file {@code name}, and replaces what it held. Creates the directory, and those above it, where they do not
     * exist. When this returns, all of it is durable.
     *
     * @throws IOException if it cannot be written; the message names the directory
     */
    public static synchronized void write(Path directory, String name, String content) throws IOException {
        Path temporary = directory.resolve(name + ".tmp");
        try {
            makeDirectory(directory);
            try (FileChannel out = FileChannel.open(temporary, CREATE, WRITE, TRUNCATE_EXISTING)) {
                writeAll(out, content);
            }
            Files.move(temporary, directory.resolve(name), ATOMIC_MOVE);
            forceNames(directory);
        } catch (IOException e) {
            throw new IOException("could not write to the data directory " + directory, e);
        }
    }

    /**
     * Writes the file {@code name} like {@link #write}, if there is none. Of several callers at once, in this process and in
     * others, one writes it: it holds a lock on the temporary file from before it looks until after the rename.
     *
     * @return whether this call has written it; if not, it exists
     * @throws IOException if it cannot be written, or another caller is writing it at this moment
     */
    public static synchronized boolean writeFirst(Path directory, String name, String content) throws IOException {
        // Synchronized: in one process, a second channel of the file would give up the lock of the first when it is
        // closed.
        Path file = directory.resolve(name);
        Path temporary = directory.resolve(name + ".tmp");
        try {
            makeDirectory(directory);
            // Not truncated before it is locked: by then it may have its final name.
            try (FileChannel out = FileChannel.open(temporary, CREATE, WRITE)) {
                if (!isLocked(out)) {
                    throw new IOException("another process is writing the file \"" + name
                            + "\" at this moment; start again when it has started, or choose another directory");
                }
                if (Files.exists(file)) {
                    Files.deleteIfExists(temporary);
                    return false;
                }
                writeAll(out.truncate(0), content);
                Files.move(temporary, file, ATOMIC_MOVE);
            }
            forceNames(directory);
            return true;
        } catch (IOException e) {
            throw new IOException("could not write to the data directory " + directory, e);
        }
    }

    private static boolean isLocked(FileChannel out) throws IOException {
        try {
            return out.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            return false;
        }
    }

    private static void writeAll(FileChannel out, String content) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(content.getBytes(StandardCharsets.UTF_8));
        while (bytes.hasRemaining()) {
            out.write(bytes);
        }
        out.force(true);
    }

    private static void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        Files.createDirectories(directory);
        if (parent != null) {
            forceNames(parent);
        }
    }

    /** Forces the names in {@code directory}; where directories cannot be opened (Windows), the file system does so. */
    private static void forceNames(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel names = FileChannel.open(directory, READ)) {
            names.force(true);
        }
    }
}

package kvs.engine;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.TRUNCATE_EXISTING;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file in a data directory that says which engine wrote the rest.
 *
 * <pre>
 *   engine := name "\n"            6b 76 73 0a
 *   name   := [a-z0-9-]+           k  v  s  \n
 * </pre>
 *
 * <p>It appears whole or not at all: written beside its place, forced to disk, then renamed; the directory is forced
 * too, because a name is the directory's data and not the file's.
 */
record EngineRecord(Path directory) {
    private static final String FILE = "engine";
    private static final Pattern CONTENT = Pattern.compile("([a-z0-9-]+)\n");
    private static final int LONGEST_BYTES = 100;

    /**
     * The name in the file; null if there is no such file, or no directory.
     *
     * @throws IOException if it cannot be read, or holds anything else
     */
    @Nullable
    String read() throws IOException {
        Path file = directory.resolve(FILE);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(LONGEST_BYTES);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new IOException("could not read which engine wrote " + directory, e);
        }
        var name = CONTENT.matcher(new String(content, StandardCharsets.UTF_8));
        if (!name.matches()) {
            throw new IOException(file + " should hold the name of an engine, but does not; was it damaged?");
        }
        return name.group(1);
    }

    /** Makes the directory if need be, and the file in it. When this returns, both are durable. */
    void write(String engine) throws IOException {
        Path file = directory.resolve(FILE);
        Path draft = directory.resolve(FILE + ".tmp");
        try {
            boolean made = !Files.exists(directory);
            Files.createDirectories(directory);
            try (FileChannel out = FileChannel.open(draft, CREATE, WRITE, TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap((engine + "\n").getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    out.write(bytes);
                }
                out.force(true);
            }
            Files.move(draft, file, ATOMIC_MOVE);
            force(directory);
            if (made) {
                force(directory.toAbsolutePath().getParent());
            }
        } catch (IOException e) {
            throw new IOException("could not write to the data directory " + directory, e);
        }
    }

    /** Where directories cannot be opened (Windows), the file system forces names on its own. */
    private static void force(@Nullable Path directory) throws IOException {
        if (directory == null
                || !directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (FileChannel names = FileChannel.open(directory, READ)) {
            names.force(true);
        }
    }
}

package kvs.engine;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The file in a data directory that names the engine whose data it holds.
 *
 * <pre>
 *   engine := name "\n"            6b 76 73 0a
 *   name   := [a-z0-9-]+           k  v  s  \n
 * </pre>
 *
 * <p>A crash leaves the complete file or none ({@link DurableFile}). Nothing else is in it: an operator can delete a damaged
 * one and name the engine at the next start.
 */
record EngineRecord(Path directory) {
    private static final String FILE = "engine";
    private static final Pattern CONTENT = Pattern.compile("([a-z0-9-]+)\n");
    private static final int MAX_BYTES = 100;

    /**
     * Returns the name in the file; null if there is no such file, or no directory.
     *
     * @throws IOException if the file cannot be read, or does not hold a name
     */
    @Nullable
    String read() throws IOException {
        Path file = directory.resolve(FILE);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new IOException("could not read the engine's name in the data directory " + directory, e);
        }
        var name = CONTENT.matcher(new String(content, StandardCharsets.UTF_8));
        if (!name.matches()) {
            throw new IOException(
                    file + " does not hold the name of an engine, so it is damaged. It holds nothing else:"
                            + " delete it, and start with --engine and the name of the engine that wrote the data; an engine that"
                            + " finds files of another one refuses to start, and changes nothing");
        }
        return name.group(1);
    }

    /**
     * Creates the directory if necessary, and the file in it. When this returns, both are durable. Of several starts at
     * once, also of other processes, one records its engine.
     *
     * @throws IOException also if another start has recorded another engine by now, or is about to
     */
    void write(String engine) throws IOException {
        String content = engine + "\n";
        if (DurableFile.writeFirst(directory, FILE, content)) {
            return;
        }
        String recorded = recordedMeanwhile();
        if (recorded != null && !recorded.equals(engine)) {
            throw new IOException("another start has just made " + directory + " the data directory of the engine \""
                    + recorded + "\", so it cannot be that of \"" + engine + "\": choose another directory");
        }
        DurableFile.write(directory, FILE, content);
    }

    private @Nullable String recordedMeanwhile() {
        try {
            return read();
        } catch (IOException _) {
            return null;
        }
    }
}

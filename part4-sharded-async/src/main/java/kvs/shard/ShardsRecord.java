package kvs.shard;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import kvs.engine.DurableFile;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code shards} of a data directory: how its keys are split among the directories of the shards.
 *
 * <pre>
 *   file   := "shards " count "\\n" "hash " name "\\n" "engine " name "\\n"
 *   count  := [1-9][0-9]{0,3}
 *   name   := [a-z0-9-]+
 *
 *   shards 4
 *   hash fnv1a-murmur3
 *   engine kvs
 * </pre>
 *
 * <p>With another count or another hash, a key would be looked for in another shard than the one that has it. A crash
 * leaves the complete file or none ({@link DurableFile}).
 *
 * @param hash the name of the function that assigns a key to a shard
 * @param engine the engine of every shard
 */
record ShardsRecord(int count, String hash, String engine) {
    static final String FILE = "shards";

    private static final Pattern CONTENT =
            Pattern.compile("shards ([1-9][0-9]{0,3})\nhash ([a-z0-9-]+)\nengine ([a-z0-9-]+)\n");
    private static final int MAX_BYTES = 300;

    /**
     * Returns the record of {@code directory}; null if it has none.
     *
     * @throws IOException if the file cannot be read, or is not such a record
     */
    static @Nullable ShardsRecord read(Path directory) throws IOException {
        Path file = directory.resolve(FILE);
        byte[] content;
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(MAX_BYTES);
        } catch (NoSuchFileException _) {
            return null;
        } catch (IOException e) {
            throw new IOException("could not read " + file, e);
        }
        Matcher found = CONTENT.matcher(new String(content, StandardCharsets.UTF_8));
        if (!found.matches()) {
            throw new IOException(
                    file + " does not state the number of shards, so it is damaged; it holds nothing else:"
                            + " write \"shards N\", \"hash " + ShardDirectory.HASH
                            + "\" and \"engine NAME\" into it, one per line,"
                            + " where N is the number of directories shard-0, shard-1, ... beside it, and NAME stands in"
                            + " shard-0/engine");
        }
        return new ShardsRecord(Integer.parseInt(found.group(1)), found.group(2), found.group(3));
    }

    /** Writes the file in {@code directory}. When this returns, it is durable. */
    void write(Path directory) throws IOException {
        DurableFile.write(directory, FILE, "shards " + count + "\nhash " + hash + "\nengine " + engine + "\n");
    }
}

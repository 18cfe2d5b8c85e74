package kvs.shard;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import kvs.engine.Engines;
import kvs.engine.KvEngine;
import kvs.engine.OrderedEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The data directory of a sharded server: an engine for each shard, and a file that records how the keys are split.
 *
 * <pre>
 *   DIR/shards          4 shards, hash fnv1a-murmur3, engine kvs     ({@link ShardsRecord})
 *   DIR/shard-0/        the engine of shard 0, as kvs-server would write it
 *   DIR/shard-1/ …
 * </pre>
 *
 * <p>The record is written after all engines were opened for the first time, and before the first client is served. So a
 * directory with a record has every shard; one without has no data.
 *
 * <p><b>Threads.</b> One thread opens and closes it. Each engine has background threads of its own (compaction, forces at
 * intervals): with N shards, N sets of them. They are the engine's, and end with it; the shard's loop knows nothing of
 * them.
 */
public final class ShardDirectory implements Closeable {
    /** The name of {@link KeyHash} and of the way from a hash to a shard. Data that was split by another is not opened. */
    static final String HASH = "fnv1a-murmur3";

    private static final String PREFIX = "shard-";

    private final List<OrderedEngine> engines = new ArrayList<>();

    /** What closes each shard: its engine, or its store if it has one. */
    private final List<Closeable> closings = new ArrayList<>();

    private ShardDirectory() {}

    /**
     * Returns the number of shards of the data in {@code directory}; empty if it holds none.
     *
     * @throws IOException if the record cannot be read
     */
    public static OptionalInt recordedShards(Path directory) throws IOException {
        ShardsRecord record = ShardsRecord.read(directory);
        return record == null ? OptionalInt.empty() : OptionalInt.of(record.count());
    }

    /**
     * Opens the engines of all shards. The directory is created if it does not exist.
     *
     * @param shards 1 to {@link Sharding#MAX_SHARDS}
     * @param available the engines to choose from
     * @param engine null to take the recorded one, or the default
     * @param settings of the engine
     * @throws IOException with a sentence for the operator: if the data was written with another number of shards, another
     *     hash or another engine; if a shard is missing; or if an engine cannot be opened
     */
    public static ShardDirectory open(
            Path directory, int shards, Engines available, @Nullable String engine, Map<String, String> settings)
            throws IOException {
        if (shards < 1 || shards > Sharding.MAX_SHARDS) {
            throw new IllegalArgumentException(
                    "the number of shards must be 1 to " + Sharding.MAX_SHARDS + ", not " + shards);
        }
        ShardsRecord record = ShardsRecord.read(directory);
        if (record == null) {
            requireUnused(directory, shards);
        } else {
            requireSame(record, directory, shards);
        }
        String named = engine == null && record != null ? record.engine() : engine;
        if (record == null) {
            // A start that is rejected must not leave half of the shards behind.
            for (int shard = 0; shard < shards; shard++) {
                available.check(shard(directory, shard), named, settings);
            }
        }
        ShardDirectory opened = new ShardDirectory();
        try {
            for (int shard = 0; shard < shards; shard++) {
                opened.add(available.open(shard(directory, shard), named, settings));
            }
            if (record == null) {
                // The engine of shard 0 has locked its directory: no other start gets as far as this one now.
                requireStillUnrecorded(directory);
                opened.requireEmpty(directory);
                new ShardsRecord(shards, HASH, opened.engines.getFirst().name()).write(directory);
            }
            return opened;
        } catch (IOException | RuntimeException e) {
            try {
                opened.close();
            } catch (IOException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
    }

    private static void requireStillUnrecorded(Path directory) throws IOException {
        if (ShardsRecord.read(directory) != null) {
            throw new IOException("another start has just made " + directory
                    + " its data directory; start again, or choose another directory");
        }
    }

    private static Path shard(Path directory, int shard) {
        return directory.resolve(PREFIX + shard);
    }

    /** Checks that a directory without a record holds at most what an interrupted first start leaves: shards without data. */
    private static void requireUnused(Path directory, int shards) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        if (!Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file, where a data directory is needed");
        }
        if (Files.exists(directory.resolve("engine"))) {
            throw new IOException(
                    directory + " holds the data of kvs-server, which is not split into shards: start with"
                            + " another directory");
        }
        if (Files.exists(directory.resolve("identity"))) {
            throw new IOException(directory + " holds the data of kvs-node: start with another directory");
        }
        Set<String> others = names(directory);
        for (int shard = 0; shard < shards; shard++) {
            others.remove(PREFIX + shard);
        }
        if (!others.isEmpty()) {
            throw new IOException(
                    directory + " has " + String.join(", ", others) + ", but no file \"" + ShardsRecord.FILE
                            + "\" that says how its keys are split: restore that file, or start with another directory");
        }
    }

    /** Returns the names of the shards' directories that exist. */
    private static Set<String> names(Path directory) throws IOException {
        Set<String> names = new TreeSet<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, PREFIX + "*")) {
            found.forEach(path -> names.add(String.valueOf(path.getFileName())));
        }
        return names;
    }

    private static void requireSame(ShardsRecord record, Path directory, int shards) throws IOException {
        if (record.count() != shards) {
            throw new IOException("the data in " + directory + " was written with " + counted(record.count())
                    + " and cannot be opened with " + shards + ": start with --shards " + record.count());
        }
        if (!record.hash().equals(HASH)) {
            throw new IOException("the data in " + directory + " was split by the hash \"" + record.hash()
                    + "\", but this version has \"" + HASH + "\": open it with the version that wrote it");
        }
        for (int shard = 0; shard < shards; shard++) {
            if (!Files.isDirectory(shard(directory, shard))) {
                throw new IOException(shard(directory, shard) + " is missing, one of " + counted(shards)
                        + " of the data in " + directory + ": restore it from a copy");
            }
        }
    }

    private static String counted(int shards) {
        return shards == 1 ? "1 shard" : shards + " shards";
    }

    private void add(KvEngine engine) throws IOException {
        closings.add(engine::close);
        if (!(engine instanceof OrderedEngine ordered)) {
            throw new IOException("the engine \"" + engine.name()
                    + "\" cannot list its keys, so that a shard could be loaded from it: choose another engine");
        }
        engines.add(ordered);
    }

    private void requireEmpty(Path directory) throws IOException {
        for (int shard = 0; shard < engines.size(); shard++) {
            if (!engines.get(shard).scan(Bytes.EMPTY, null, 1).isEmpty()) {
                throw new IOException(shard(directory, shard) + " holds data, but " + directory + " has no file \""
                        + ShardsRecord.FILE + "\" that says how its keys are split: restore that file, or start with"
                        + " another directory");
            }
        }
    }

    /** Returns the number of shards. */
    public int shards() {
        return engines.size();
    }

    /**
     * Returns the store of a shard, which the caller has to {@linkplain ShardStore#load load}; once for each shard.
     *
     * @param keyspace that of the shard, still empty
     */
    public ShardStore store(int shard, Keyspace keyspace) {
        ShardStore store = new ShardStore("shard " + shard, engines.get(shard), keyspace);
        closings.set(shard, store);
        return store;
    }

    /**
     * Closes the stores and engines of all shards, in order, after all loops have stopped; all of them, even if one fails.
     *
     * @throws IOException the first failure; the others are suppressed exceptions of it
     */
    @Override
    public void close() throws IOException {
        IOException first = null;
        for (Closeable one : closings) {
            try {
                one.close();
            } catch (IOException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}

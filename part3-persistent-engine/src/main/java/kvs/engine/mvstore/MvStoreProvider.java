package kvs.engine.mvstore;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.engine.log.Fsync;

/** Opens the engine {@code mvstore}. */
public final class MvStoreProvider implements EngineProvider {
    /** The first bytes of every file that MVStore writes. */
    private static final String HEADER = "H:2";

    @Override
    public String name() {
        return MvStoreEngine.NAME;
    }

    @Override
    public boolean persistent() {
        return true;
    }

    @Override
    public List<EngineOption> options() {
        return Fsync.options();
    }

    @Override
    public boolean hasData(Path directory) {
        return Files.exists(directory.resolve(MvStoreEngine.FILE));
    }

    /** Also rejects a file of the store's name that MVStore has not written. An empty one is what a crash may leave. */
    @Override
    public void requireUsable(Path directory) throws IOException {
        Path file = directory.resolve(MvStoreEngine.FILE);
        try (InputStream in = Files.newInputStream(file)) {
            String start = new String(in.readNBytes(HEADER.length()), StandardCharsets.ISO_8859_1);
            if (!start.isEmpty() && !start.equals(HEADER)) {
                throw new IOException(file + " is not a store of this engine: it does not begin with \"" + HEADER
                        + "\"; move it, or choose another directory");
            }
        } catch (NoSuchFileException _) {
            // A fresh directory, or none.
        }
    }

    @Override
    public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
        return MvStoreEngine.open(directory, Fsync.of(settings), Fsync.interval(settings));
    }
}

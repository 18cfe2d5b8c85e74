package kvs.engine.mvstore;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.engine.log.Fsync;

/** Opens the engine {@code mvstore}. */
public final class MvStoreProvider implements EngineProvider {
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
    public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
        return MvStoreEngine.open(directory, Fsync.of(settings), Fsync.interval(settings));
    }
}

package kvs.benchmarks.engines;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.engine.log.Fsync;
import kvs.engine.log.LogEngine;
import kvs.engine.log.LogEngineOptions;
import kvs.io.RealDisk;
import kvs.log.LogOptions;

/** The engine {@code kvs} on a {@code ConcurrentSkipListMap}: everything is the same but the index. */
public final class SkipListEngineProvider implements EngineProvider {
    static final String NAME = "skip list";

    @Override
    public String name() {
        return NAME;
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
        LogEngineOptions options = LogEngineOptions.defaults()
                .withLog(LogOptions.defaults().withAllowedFiles(name -> name.startsWith("engine")))
                .withFsync(Fsync.of(settings))
                .withInterval(Fsync.interval(settings));
        return LogEngine.open(new RealDisk(), directory, options, new SkipListIndex());
    }
}

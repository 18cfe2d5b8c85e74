package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.io.RealDisk;
import kvs.log.LogOptions;

/** {@code kvs}, the engine of this course. */
public final class LogEngineProvider implements EngineProvider {
    /** What else is in the directory: which engine wrote it, and what was set aside. */
    private static final Pattern NEIGHBOURS = Pattern.compile("engine(\\.tmp)?|damaged-\\d+");

    @Override
    public String name() {
        return LogEngine.NAME;
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
        LogOptions log = LogOptions.defaults().withNeighbours(NEIGHBOURS.asMatchPredicate());
        LogEngineOptions options = LogEngineOptions.defaults()
                .withLog(log)
                .withFsync(Fsync.of(settings))
                .withInterval(Fsync.interval(settings));
        return LogEngine.open(new RealDisk(), directory, options);
    }
}

package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.io.RealDisk;
import kvs.log.LogOptions;

/** {@code kvs}, the engine of this course. */
public final class LogEngineProvider implements EngineProvider {
    private static final EngineOption FSYNC = EngineOption.oneOf(
            "fsync",
            "When a write is safe from loss of power: before it is answered, after --fsync-interval, or some time.",
            "always",
            "interval",
            "never");

    private static final EngineOption INTERVAL = new EngineOption(
            "fsync-interval",
            "MS",
            Pattern.compile("[1-9]\\d{0,5}"),
            "100",
            "With --fsync interval: how many milliseconds of writes a loss of power may take.");

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
        return List.of(FSYNC, INTERVAL);
    }

    @Override
    public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
        LogOptions log = LogOptions.defaults().withNeighbours(NEIGHBOURS.asMatchPredicate());
        LogEngineOptions options = LogEngineOptions.defaults()
                .withLog(log)
                .withFsync(Fsync.valueOf(settings.get(FSYNC.name()).toUpperCase(Locale.ROOT)))
                .withInterval(Duration.ofMillis(Long.parseLong(settings.get(INTERVAL.name()))));
        return LogEngine.open(new RealDisk(), directory, options);
    }
}

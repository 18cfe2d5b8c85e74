package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.io.RealDisk;
import kvs.log.LogOptions;
import kvs.log.RecordLog;
import kvs.log.Salvage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Provides {@code kvs}, the engine of this course. */
public final class LogEngineProvider implements EngineProvider {
    /** Other files in the directory: the one that names the engine, and what a salvage has set aside. */
    private static final Pattern ALLOWED_FILES = Pattern.compile("engine(\\.tmp)?|damaged-\\d+|reserve");

    /** Room for the tombstones of some hundred thousand short keys. */
    private static final int RESERVE_BYTES = 8 << 20;

    private static final EngineOption SALVAGE = EngineOption.flag(
            "salvage",
            "Repairs a damaged log: keeps every whole record, and moves the damaged files to damaged-1. Leaves a whole log alone.");

    private static final Logger LOG = LoggerFactory.getLogger(LogEngine.class);

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
        return Stream.concat(Fsync.options().stream(), Stream.of(SALVAGE)).toList();
    }

    @Override
    public boolean hasData(Path directory) throws IOException {
        return new RealDisk().list(directory).stream().anyMatch(RecordLog::isFileOfALog);
    }

    @Override
    public void requireUsable(Path directory) throws IOException {
        RecordLog.requireNoForeignFiles(new RealDisk(), directory, withHints(options(ALLOWED_FILES)));
    }

    private static LogOptions options(Pattern allowedFiles) {
        return LogOptions.defaults().withAllowedFiles(allowedFiles.asMatchPredicate());
    }

    private static LogOptions withHints(LogOptions log) {
        return log.withAllowedFiles(
                name -> HintFile.isOne(name) || log.allowedFiles().test(name));
    }

    @Override
    public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
        LogOptions log = options(ALLOWED_FILES);
        if (Boolean.parseBoolean(settings.get(SALVAGE.name()))) {
            salvage(directory, withHints(log));
        }
        LogEngineOptions options = LogEngineOptions.defaults()
                .withLog(log)
                .withReserveBytes(RESERVE_BYTES)
                .withFsync(Fsync.of(settings))
                .withInterval(Fsync.interval(settings));
        return LogEngine.open(new RealDisk(), directory, options);
    }

    private static void salvage(Path directory, LogOptions options) throws IOException {
        Salvage.Result result = Salvage.run(new RealDisk(), directory, options);
        if (result == null) {
            LOG.info("{} is not damaged; there is nothing to salvage", directory);
            return;
        }
        LOG.warn("the log was damaged: {}", result.cause().getMessage());
        result.lost().forEach(lost -> LOG.warn("lost: {}", lost));
        LOG.warn("kept: {} records; the damaged files are in {}", result.records(), result.copies());
    }
}

package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.io.Disk;
import kvs.log.LogOptions;

/** Engines whose segments hold about ten records, without background compaction. */
final class SmallEngines {
    static final Path DIRECTORY = Path.of("data");

    private SmallEngines() {}

    static LogEngineOptions options() {
        return LogEngineOptions.defaults()
                .withLog(LogOptions.defaults()
                        .withSegmentBytes(400)
                        .withBufferBytes(200)
                        .withSalts(new AtomicInteger()::incrementAndGet))
                .withCompactBytes(300)
                .withAutoCompact(false);
    }

    static LogEngine open(Disk disk) throws IOException {
        return LogEngine.open(disk, DIRECTORY, options());
    }
}

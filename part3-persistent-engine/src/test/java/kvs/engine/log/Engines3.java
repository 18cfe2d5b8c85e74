package kvs.engine.log;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.io.Disk;
import kvs.log.LogOptions;

/** Small engines: a segment holds some ten records, and nothing is done behind the test's back. */
final class Engines3 {
    static final Path DIRECTORY = Path.of("data");

    private Engines3() {}

    static LogEngineOptions small() {
        return LogEngineOptions.defaults()
                .withLog(LogOptions.defaults()
                        .withSegmentBytes(400)
                        .withBufferBytes(200)
                        .withSalts(new AtomicInteger()::incrementAndGet))
                .withCompactBytes(300)
                .withAutoCompact(false);
    }

    static LogEngine open(Disk disk) throws IOException {
        return LogEngine.open(disk, DIRECTORY, small());
    }
}

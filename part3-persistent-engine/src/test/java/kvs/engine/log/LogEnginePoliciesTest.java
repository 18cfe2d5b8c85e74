package kvs.engine.log;

import java.io.IOException;
import java.time.Duration;
import kvs.engine.OrderedEngineContract;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import org.junit.jupiter.api.Nested;

/** The contract of every engine, with each policy, and with segments so small that compaction runs all the time. */
class LogEnginePoliciesTest {

    private abstract static class OnASimDisk extends OrderedEngineContract {
        abstract LogEngineOptions options();

        @Override
        protected LogEngine open() throws IOException {
            return LogEngine.open(new SimDisk(), SmallEngines.DIRECTORY, options());
        }
    }

    private static LogEngineOptions compacting(Fsync fsync) {
        return LogEngineOptions.defaults()
                .withFsync(fsync)
                .withInterval(Duration.ofMillis(1))
                .withLog(LogOptions.defaults().withSegmentBytes(20_000).withBufferBytes(1_000))
                .withCompactBytes(10_000);
    }

    @Nested
    class Always extends OnASimDisk {
        @Override
        LogEngineOptions options() {
            return LogEngineOptions.defaults();
        }
    }

    @Nested
    class AlwaysAndCompacting extends OnASimDisk {
        @Override
        LogEngineOptions options() {
            return compacting(Fsync.ALWAYS);
        }
    }

    @Nested
    class AtIntervalsAndCompacting extends OnASimDisk {
        @Override
        LogEngineOptions options() {
            return compacting(Fsync.INTERVAL);
        }
    }

    @Nested
    class NeverAndCompacting extends OnASimDisk {
        @Override
        LogEngineOptions options() {
            return compacting(Fsync.NEVER);
        }
    }
}

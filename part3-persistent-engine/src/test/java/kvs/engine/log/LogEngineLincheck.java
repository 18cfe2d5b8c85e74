package kvs.engine.log;

import java.io.IOException;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * A few concurrent calls, compactions among them, give results that some order of the calls explains. Segments hold about
 * ten records and start with stale ones, so that there is something to compact.
 */
@Param(name = "first", gen = BooleanGen.class)
@Param(name = "value", gen = IntGen.class, conf = "1:9")
public class LogEngineLincheck {
    private final LogEngine engine;

    public LogEngineLincheck() throws IOException {
        engine = SmallEngines.open(new SimDisk());
        for (int i = 0; i < 25; i++) {
            engine.set(key(i % 2 == 0), Bytes.utf8("before"));
        }
    }

    @Operation
    public String get(@Param(name = "first") boolean first) throws IOException {
        Bytes value = engine.get(key(first));
        return value == null ? "none" : value.utf8();
    }

    @Operation
    public void set(@Param(name = "first") boolean first, @Param(name = "value") int value) throws IOException {
        engine.set(key(first), Bytes.utf8(String.valueOf(value)));
    }

    @Operation
    public boolean remove(@Param(name = "first") boolean first) throws IOException {
        return engine.remove(key(first));
    }

    @Operation
    public void compact() throws IOException {
        engine.compact();
    }

    private static Bytes key(boolean first) {
        return Bytes.utf8(first ? "a" : "b");
    }

    @Test
    void is_linearizable_under_stress() {
        new StressOptions()
                .iterations(10)
                .invocationsPerIteration(200)
                .threads(3)
                .actorsPerThread(3)
                .check(getClass());
    }
}

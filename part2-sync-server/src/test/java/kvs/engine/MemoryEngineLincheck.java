package kvs.engine;

import kvs.protocol.Bytes;
import org.jetbrains.lincheck.datastructures.BooleanGen;
import org.jetbrains.lincheck.datastructures.ByteGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/** The results of concurrent calls are those of the same calls in some order. */
@Param(name = "first", gen = BooleanGen.class)
@Param(name = "value", gen = ByteGen.class)
public class MemoryEngineLincheck {
    private final MemoryEngine engine = new MemoryEngine();

    @Operation
    public String get(boolean first) {
        Bytes value = engine.get(key(first));
        return value == null ? "none" : value.utf8();
    }

    @Operation
    public void set(boolean first, byte value) {
        engine.set(key(first), Bytes.utf8(String.valueOf(value)));
    }

    @Operation
    public boolean remove(boolean first) {
        return engine.remove(key(first));
    }

    private static Bytes key(boolean first) {
        return Bytes.utf8(first ? "a" : "b");
    }

    @Test
    void is_linearizable_under_stress() {
        new StressOptions()
                .iterations(6)
                .invocationsPerIteration(100)
                .threads(3)
                .actorsPerThread(3)
                .check(getClass());
    }

    @Test
    void is_linearizable_in_every_interleaving_that_was_tried() {
        new ModelCheckingOptions()
                .iterations(3)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .check(getClass());
    }
}

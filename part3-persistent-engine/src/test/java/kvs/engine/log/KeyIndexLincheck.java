package kvs.engine.log;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import java.util.stream.IntStream;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/**
 * Readers of the index, while one thread changes it at the place where it hurts: there is one full leaf, and one of two
 * keys, so that leaves are cut in two and taken away.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:3")
@Param(name = "changed", gen = IntGen.class, conf = "2:3")
public class KeyIndexLincheck {
    /** Left and right of the cut; the one that cuts; and one that is alone in its leaf. */
    private static final Bytes[] KEYS = {Bytes.utf8("k020"), Bytes.utf8("k220"), Bytes.utf8("k021"), Bytes.utf8("k900")
    };

    private static final Bytes[] FULL = IntStream.range(0, 128)
            .mapToObj(i -> Bytes.utf8("k%03d".formatted(2 * i)))
            .toArray(Bytes[]::new);

    private static final LogPointer PLACE = new LogPointer(1, 32, 20);

    private final KeyIndex index = new KeyIndex();

    public KeyIndexLincheck() {
        for (Bytes key : FULL) {
            index.put(key, PLACE);
        }
        // Behind a full leaf, so it gets one of its own.
        index.put(KEYS[3], PLACE);
    }

    @Operation
    public boolean get(@Param(name = "key") int key) {
        return index.get(KEYS[key]) != null;
    }

    @Operation(nonParallelGroup = "writer")
    public boolean put(@Param(name = "changed") int key) {
        return index.put(KEYS[key], PLACE) == null;
    }

    @Operation(nonParallelGroup = "writer")
    public boolean remove(@Param(name = "changed") int key) {
        return index.remove(KEYS[key]) != null;
    }

    @Test
    void is_linearizable_in_every_interleaving_that_was_tried() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(25)
                .threads(2)
                .actorsPerThread(2)
                // What is looked at is what happens between them; LeafLincheck looks into a leaf.
                .addGuarantee(forClasses(Leaf.class.getName(), LeafBuilder.class.getName(), LowKeys.class.getName())
                        .allMethods()
                        .treatAsAtomic())
                .check(getClass());
    }
}

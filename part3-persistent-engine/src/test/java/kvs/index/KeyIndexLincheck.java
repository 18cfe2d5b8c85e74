package kvs.index;

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
 * Readers of the index while one thread changes it: there is a full leaf, which a new key splits, and a leaf with one key, which
 * is removed with it.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:3")
@Param(name = "changed", gen = IntGen.class, conf = "2:3")
public class KeyIndexLincheck {
    /** Left and right of the split; the key that splits; and a key that is alone in its leaf. */
    private static final Bytes[] KEYS = {Bytes.utf8("k020"), Bytes.utf8("k220"), Bytes.utf8("k021"), Bytes.utf8("k900")
    };

    private static final Bytes[] FULL = IntStream.range(0, 128)
            .mapToObj(i -> Bytes.utf8("k%03d".formatted(2 * i)))
            .toArray(Bytes[]::new);

    private static final LogPointer POINTER = new LogPointer(1, 32, 20);

    private final KeyIndex index = KeyIndex.create();

    public KeyIndexLincheck() {
        for (Bytes key : FULL) {
            index.put(key, POINTER);
        }
        // After a full leaf, so it gets a leaf of its own.
        index.put(KEYS[3], POINTER);
    }

    @Operation
    public boolean get(@Param(name = "key") int key) {
        return index.get(KEYS[key]) != null;
    }

    @Operation(nonParallelGroup = "writer")
    public boolean put(@Param(name = "changed") int key) {
        return index.put(KEYS[key], POINTER) == null;
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
                // The steps between these types are interleaved; LeafLincheck interleaves those within a leaf.
                .addGuarantee(
                        forClasses(Leaf.class.getName(), LeafBuilder.class.getName(), SeparatorKeys.class.getName())
                                .allMethods()
                                .treatAsAtomic())
                .check(getClass());
    }
}

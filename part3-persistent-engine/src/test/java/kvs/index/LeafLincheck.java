package kvs.index;

import static org.jetbrains.lincheck.datastructures.ManagedStrategyGuaranteeKt.forClasses;

import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.junit.jupiter.api.Test;

/** Readers of a leaf while one thread changes it, interleaved at every step of a change. */
@Param(name = "key", gen = IntGen.class, conf = "0:2")
public class LeafLincheck {
    private static final Bytes[] KEYS = {Bytes.utf8("ant"), Bytes.utf8("bee"), Bytes.utf8("cat")};

    private volatile Leaf leaf = Leaf.of(KEYS[0].toArray(), new LogPointer(1, 32, 20));
    private int puts;

    @Operation
    public String get(@Param(name = "key") int key) {
        Leaf found = leaf;
        return String.valueOf(found.pointer(found.find(KEYS[key].toArray())));
    }

    @Operation(nonParallelGroup = "writer")
    public void put(@Param(name = "key") int key) {
        puts++;
        while (!leaf.put(
                leaf.find(KEYS[key].toArray()), KEYS[key].toArray(), new LogPointer(2, 32 * puts, 20 + puts))) {
            leaf = leaf.withRoomFor(KEYS[key].length());
        }
    }

    @Operation(nonParallelGroup = "writer")
    public void remove(@Param(name = "key") int key) {
        int slot = leaf.find(KEYS[key].toArray());
        if (leaf.pointer(slot) != null) {
            leaf.remove(slot);
        }
    }

    @Test
    void is_linearizable_in_every_interleaving_that_was_tried() {
        new ModelCheckingOptions()
                .iterations(20)
                .invocationsPerIteration(100)
                .threads(2)
                .actorsPerThread(3)
                .addGuarantee(forClasses(Words.class.getName(), Bytes.class.getName())
                        .allMethods()
                        .treatAsAtomic())
                .check(getClass());
    }
}

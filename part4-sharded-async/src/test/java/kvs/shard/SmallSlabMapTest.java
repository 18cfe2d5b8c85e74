package kvs.shard;

import org.junit.jupiter.api.Tag;

/** Exercise 4.9, with slabs of 1 KiB: each fact sees many of them, and compaction. */
@Tag("4.9")
class SmallSlabMapTest extends ValueMapContract {
    @Override
    ValueMap newMap() {
        return new SlabMap(1024);
    }
}

package kvs.shard;

import org.junit.jupiter.api.Tag;

/** Exercise 4.9, with slabs of 1 MiB: the map does what the plain map does. */
@Tag("4.9")
class StandardSlabMapTest extends ValueMapContract {
    @Override
    ValueMap newMap() {
        return new SlabMap();
    }
}

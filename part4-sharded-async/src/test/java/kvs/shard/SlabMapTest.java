package kvs.shard;

import org.junit.jupiter.api.Tag;

/** Exercise 4.9: the map in slabs does what the plain map does. */
@Tag("4.9")
class SlabMapTest extends ValueMapContract {
    @Override
    ValueMap newMap() {
        return new SlabMap();
    }
}

package kvs.shard;

class ObjectMapTest extends ValueMapContract {
    @Override
    ValueMap newMap() {
        return new ObjectMap();
    }
}

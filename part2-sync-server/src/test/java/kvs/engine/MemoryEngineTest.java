package kvs.engine;

/** The engine that keeps nothing but a map. */
class MemoryEngineTest extends KvEngineContract {
    @Override
    protected KvEngine open() {
        return new MemoryEngine();
    }
}

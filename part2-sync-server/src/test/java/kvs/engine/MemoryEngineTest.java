package kvs.engine;

/** The contract, for the engine with a map. */
class MemoryEngineTest extends KvEngineContract {
    @Override
    protected KvEngine open() {
        return new MemoryEngine();
    }
}

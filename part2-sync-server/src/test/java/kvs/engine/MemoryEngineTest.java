package kvs.engine;

import org.junit.jupiter.api.Tag;

/** Exercise 2.7: the engine that all connections share. */
@Tag("2.7")
class MemoryEngineTest extends KvEngineContract {
    @Override
    protected KvEngine open() {
        return new MemoryEngine();
    }

    /** It is quick; and on a machine with one processor its threads do not meet often. */
    @Override
    protected int rounds() {
        return 20;
    }
}

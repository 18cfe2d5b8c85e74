package kvs.engine;

import java.nio.file.Path;
import java.util.Map;

/** The provider of {@link MemoryEngine}, {@code memory}. */
public final class MemoryEngineProvider implements EngineProvider {
    static final String NAME = "memory";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public KvEngine open(Path directory, Map<String, String> settings) {
        return new MemoryEngine();
    }
}

package kvs.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A kind of engine, which {@link java.util.ServiceLoader} finds. A jar that contains one names it in {@code
 * META-INF/services/kvs.engine.EngineProvider}; nothing else is needed.
 */
public interface EngineProvider {

    /** Returns the name on a command line and in a data directory: lower-case letters, digits and dashes. */
    String name();

    /**
     * Returns whether the data outlives the process. An engine that is not persistent needs no directory, and writes no
     * file.
     */
    boolean persistent();

    /** Returns the options of the engine; most engines have none. */
    default List<EngineOption> options() {
        return List.of();
    }

    /**
     * Opens the engine on the data in {@code directory}.
     *
     * @param directory if this engine is {@link #persistent}: exists, and holds no other engine's data
     * @param settings an allowed value for each of the {@link #options}, by name
     */
    KvEngine open(Path directory, Map<String, String> settings) throws IOException;
}

package kvs.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A kind of engine, as {@link java.util.ServiceLoader} finds it. A jar that brings one names it in {@code
 * META-INF/services/kvs.engine.EngineProvider}; nothing else has to be told.
 */
public interface EngineProvider {

    /** As on a command line and in a data directory: lower-case letters, digits and dashes. */
    String name();

    /** Whether what is stored outlives the process. What does not needs no directory and leaves no trace in it. */
    boolean persistent();

    /** What can be set of it; most engines have nothing of the kind. */
    default List<EngineOption> options() {
        return List.of();
    }

    /**
     * Opens the engine on what is in {@code directory}.
     *
     * @param directory there already, and not another engine's, if this one is {@link #persistent}
     * @param settings a value that is allowed for each of the {@link #options}, by its name
     */
    KvEngine open(Path directory, Map<String, String> settings) throws IOException;
}

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

    /** Returns whether {@code directory}, which may not exist, holds data of this engine: by the names of its files. */
    default boolean hasData(Path directory) throws IOException {
        return false;
    }

    /**
     * Checks that this engine can begin in a directory in which no record names an engine yet. Changes nothing: a start
     * that is rejected must leave nothing behind in a directory that holds other things.
     *
     * @param directory holds no other engine's data; it may not exist
     * @throws IOException with a sentence for the operator, if the directory holds files that are in this engine's way
     */
    default void requireUsable(Path directory) throws IOException {}

    /**
     * Opens the engine on the data in {@code directory}.
     *
     * @param directory if this engine is {@link #persistent}: exists, and holds no other engine's data
     * @param settings an allowed value for each of the {@link #options}, by name
     */
    KvEngine open(Path directory, Map<String, String> settings) throws IOException;
}

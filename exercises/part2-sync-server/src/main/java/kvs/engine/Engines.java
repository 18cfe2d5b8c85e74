package kvs.engine;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The engines that there are, and which of them a data directory gets.
 *
 * <pre>
 *   recorded in the directory   named by the caller   opened
 *   nothing                     nothing               the default
 *   nothing                     mvstore               mvstore
 *   kvs                         nothing               kvs
 *   kvs                         kvs                   kvs
 *   kvs                         mvstore               none: an error that names both
 * </pre>
 *
 * <p>An engine reads its own files only, so whoever opens a directory with another engine sees an empty store and
 * believes the data lost. Worse, it is then written to.
 *
 * <p>Immutable. Two processes that open one directory at the same time are the engine's own problem.
 */
public final class Engines {
    /** The default is the first of these that is there: an engine that keeps what it is given, if any. */
    private static final List<String> DEFAULTS = List.of("kvs", MemoryEngineProvider.NAME);

    private final List<EngineProvider> providers;

    Engines(List<EngineProvider> providers) {
        this.providers = providers.stream()
                .sorted(Comparator.comparing(EngineProvider::name))
                .toList();
    }

    /** Those on the class path. */
    public static Engines found() {
        return new Engines(ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Their names, sorted. */
    public List<String> names() {
        return providers.stream().map(EngineProvider::name).toList();
    }

    /** What can be set of one of them or another, by its name. Two engines may share an option, and then its meaning. */
    public Map<String, EngineOption> options() {
        Map<String, EngineOption> all = new LinkedHashMap<>();
        for (EngineProvider provider : providers) {
            provider.options().forEach(option -> all.putIfAbsent(option.name(), option));
        }
        return all;
    }

    /** What a directory gets in which there is nothing yet. */
    public String defaultName() {
        return DEFAULTS.stream()
                .filter(name -> find(name) != null)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("none of the default engines is there: " + DEFAULTS));
    }

    /**
     * Opens the engine of {@code directory}. A persistent engine is recorded there, durably, before it may write its
     * first byte; the directory is made if it is not there.
     *
     * @param named the engine that the caller asks for; null to leave it to the directory
     * @param settings values of the engine's {@linkplain EngineOption options}; those not named here are at their default
     * @throws IOException with a sentence, if {@link #choose} finds no engine, if it has no such {@linkplain #complete
     *     settings}, if {@code directory} is a file, cannot be made, read or written, or if the engine cannot be opened
     * @exercise 2.5
     */
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        throw new UnsupportedOperationException("exercise 2.5: not written yet");
    }

    /**
     * Which engine it is to be, by the table above.
     *
     * @param directory for the message
     * @param recorded the engine whose data is there; null if there is none
     * @param named the engine that the caller asks for; null if it does not
     * @throws IOException with a sentence that names both engines if they differ, or the engines that there are if one is
     *     unknown
     * @exercise 2.5
     */
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        throw new UnsupportedOperationException("exercise 2.5: not written yet");
    }

    /**
     * A value for each option of {@code provider}: from {@code settings}, or its default.
     *
     * @throws IOException if it lacks an option that is set, or does not allow its value
     */
    private static Map<String, String> complete(EngineProvider provider, Map<String, String> settings)
            throws IOException {
        Map<String, String> complete = new LinkedHashMap<>();
        for (EngineOption option : provider.options()) {
            try {
                complete.put(option.name(), option.checked(settings.getOrDefault(option.name(), option.byDefault())));
            } catch (IllegalArgumentException e) {
                throw new IOException(e.getMessage());
            }
        }
        Set<String> unknown = new TreeSet<>(settings.keySet());
        unknown.removeAll(complete.keySet());
        if (!unknown.isEmpty()) {
            throw new IOException("the engine \"" + provider.name() + "\" has no option "
                    + unknown.stream().map(name -> "--" + name).collect(Collectors.joining(", ")));
        }
        return complete;
    }

    private @Nullable EngineProvider find(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}

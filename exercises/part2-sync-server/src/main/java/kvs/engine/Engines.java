package kvs.engine;

import java.io.IOException;
import java.nio.file.Files;
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
 * The available engines, and the choice of one for a data directory.
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
 * <p>An engine reads its own files only. A directory that is opened with another engine therefore looks like an empty
 * store, and the data seems lost. Worse, clients then write to that store.
 *
 * <p>Immutable. An engine itself guards its directory against a second process.
 */
public final class Engines {
    /** The first of these that is available is the default: a persistent engine, if there is one. */
    private static final List<String> DEFAULTS = List.of("kvs", MemoryEngineProvider.NAME);

    private final List<EngineProvider> providers;

    Engines(List<EngineProvider> providers) {
        this.providers = providers.stream()
                .sorted(Comparator.comparing(EngineProvider::name))
                .toList();
    }

    /** Finds the engines on the class path. */
    public static Engines found() {
        return new Engines(ServiceLoader.load(EngineProvider.class).stream()
                .map(ServiceLoader.Provider::get)
                .toList());
    }

    /** Returns the names of the engines, sorted. */
    public List<String> names() {
        return providers.stream().map(EngineProvider::name).toList();
    }

    /** Returns the options of all engines, by name. Two engines with an option of the same name share its meaning. */
    public Map<String, EngineOption> options() {
        Map<String, EngineOption> all = new LinkedHashMap<>();
        for (EngineProvider provider : providers) {
            provider.options().forEach(option -> all.putIfAbsent(option.name(), option));
        }
        return all;
    }

    /** Returns the name of the engine for a directory without a record. */
    public String defaultName() {
        return DEFAULTS.stream()
                .filter(name -> find(name) != null)
                .findFirst()
                .orElseThrow(() ->
                        new IllegalStateException("none of the default engines is on the class path: " + DEFAULTS));
    }

    /**
     * Opens the engine of {@code directory}. A persistent engine is recorded there, durably, before it may write its
     * first byte, and after {@link #requireUsable}; the directory is created if it does not exist.
     *
     * @param named the engine that the caller asks for; null to take the recorded one, or the default
     * @param settings values of the engine's {@linkplain EngineOption options}; the others have their default
     * @throws IOException with a sentence for the operator: if {@link #choose} finds no engine, if the engine has no
     *     such {@linkplain #complete settings}, if it must not begin in this directory, if {@code directory} is a file or cannot be created, read or written,
     *     or if the engine cannot be opened
     * @exercise 2.5
     */
    public KvEngine open(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        throw new UnsupportedOperationException("exercise 2.5: not written yet");
    }

    /**
     * Chooses the engine by the table above.
     *
     * @param directory for the message
     * @param recorded the engine whose data the directory holds; null if it holds none
     * @param named the engine that the caller asks for; null if the caller names none
     * @throws IOException with a sentence that names both engines if they differ, or the available engines if one is
     *     unknown
     * @exercise 2.5
     */
    EngineProvider choose(Path directory, @Nullable String recorded, @Nullable String named) throws IOException {
        throw new UnsupportedOperationException("exercise 2.5: not written yet");
    }

    /**
     * Returns a value for each option of {@code provider}: from {@code settings}, or its default.
     *
     * @throws IOException if the engine lacks an option in {@code settings}, or does not allow its value
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

    /**
     * Checks all that {@link #open} checks before it changes anything, and changes nothing. For a caller that opens several
     * engines, or none.
     */
    public void check(Path directory, @Nullable String named, Map<String, String> settings) throws IOException {
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new IOException(directory + " is a file, where a data directory is needed");
        }
        String recorded = new EngineRecord(directory).read();
        EngineProvider provider = choose(directory, recorded, named);
        complete(provider, settings);
        if (provider.persistent() && recorded == null) {
            requireUsable(directory, provider);
        }
    }

    /**
     * Checks that {@code provider} can begin in a directory without a record: that no other engine has data there, and that
     * nothing else is in its way. Changes nothing.
     */
    private void requireUsable(Path directory, EngineProvider provider) throws IOException {
        for (EngineProvider other : providers) {
            if (other != provider && other.hasData(directory)) {
                throw new IOException(
                        directory + " has no file \"engine\" that names the engine of its data, but files of"
                                + " the engine \"" + other.name() + "\": start with --engine " + other.name()
                                + ", or choose another directory");
            }
        }
        provider.requireUsable(directory);
    }

    private @Nullable EngineProvider find(String name) {
        return providers.stream()
                .filter(provider -> provider.name().equals(name))
                .findFirst()
                .orElse(null);
    }
}

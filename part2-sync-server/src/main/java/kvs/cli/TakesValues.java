package kvs.cli;

import java.util.Set;

/**
 * A command with values after its key. They are values whatever they look like: {@code set y -v} stores {@code -v}. The
 * command's options stand before the key or after the values.
 */
public interface TakesValues {
    /**
     * Returns the number of values after the key.
     *
     * @param options the names of the options that stand before them
     */
    int values(Set<String> options);

    /** Returns whether {@code word} is an option, even where a value is expected. */
    default boolean isOption(String word) {
        return false;
    }
}

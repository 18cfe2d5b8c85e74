package kvs.history;

import org.jspecify.annotations.Nullable;

/** What a store answers to a {@link Request}. */
public sealed interface Answer {

    /** The write has happened. */
    record Done() implements Answer {
        @Override
        public String toString() {
            return "done";
        }
    }

    /**
     * The value that a get or a compare-and-set has found.
     *
     * @param value null: the key had no value
     */
    record Found(@Nullable String value) implements Answer {
        @Override
        public String toString() {
            return value == null ? "absent" : value;
        }
    }

    /**
     * What a delete has found.
     *
     * @param wasThere whether the key had a value
     */
    record Removed(boolean wasThere) implements Answer {
        @Override
        public String toString() {
            return wasThere ? "removed" : "was absent";
        }
    }
}

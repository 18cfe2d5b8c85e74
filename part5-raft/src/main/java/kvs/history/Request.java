package kvs.history;

import org.jspecify.annotations.Nullable;

/** What a client asks of one key. */
public sealed interface Request {

    /** Reads the value. Answered with {@link Answer.Found}. */
    record Get() implements Request {
        @Override
        public String toString() {
            return "get";
        }
    }

    /** Sets the value, whatever it was. Answered with {@link Answer.Done}. */
    record Set(String value) implements Request {
        @Override
        public String toString() {
            return "set " + value;
        }
    }

    /** Removes the value. Answered with {@link Answer.Removed}. */
    record Delete() implements Request {
        @Override
        public String toString() {
            return "delete";
        }
    }

    /**
     * Sets the value if it is {@code expected}. Answered with {@link Answer.Found}, the value before; it was exchanged if
     * that is the expected one.
     *
     * @param expected null: the key must have no value
     */
    record CompareAndSet(@Nullable String expected, String value) implements Request {
        @Override
        public String toString() {
            return "cas " + (expected == null ? "absent" : expected) + " to " + value;
        }
    }
}

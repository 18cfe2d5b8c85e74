package kvs.raft;

import java.util.Arrays;

/** What an entry holds. */
public sealed interface Payload {

    /** Returns how many bytes count against the limits of {@link RaftOptions}. */
    int sizeBytes();

    /** Nothing: the first entry of each term, by which its leader learns what is committed (Raft §8). */
    record Noop() implements Payload {
        /** The only one that is needed: it holds nothing. */
        public static final Noop INSTANCE = new Noop();

        @Override
        public int sizeBytes() {
            return 0;
        }
    }

    /**
     * A command for the state machine.
     *
     * @param data the command's bytes, which neither side changes any more
     */
    record Command(byte[] data) implements Payload {
        @Override
        public int sizeBytes() {
            return data.length;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Command(byte[] others) && Arrays.equals(data, others);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(data);
        }

        @Override
        public String toString() {
            return "Command[" + data.length + " bytes]";
        }
    }

    /** A configuration that takes effect on each node as soon as the entry is in its log (Raft §6, thesis §4.1). */
    record Reconfigure(Configuration configuration) implements Payload {
        @Override
        public int sizeBytes() {
            return 32 * configuration.members().size();
        }
    }
}

package kvs.sharded;

/**
 * What a load costs on each design, predicted: {@link CountedLoad} says which load, and counts. Each of {@code clients} clients
 * sends 64 requests, {@code depth} at a time, where {@code depth} is a power of two up to 64. Half of the keys are in each of two
 * shards, in turns.
 */
final class Predictions {
    private Predictions() {}

    /**
     * Returns how often the server calls read and write, both together.
     *
     * @exercise 4.11
     */
    static int readsAndWrites(Design design, int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }

    /**
     * Returns how often locks are taken.
     *
     * @exercise 4.11
     */
    static int locks(Design design, int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }

    /**
     * Returns how often the lock is taken that is taken most often; 0 if there are no locks.
     *
     * @exercise 4.11
     */
    static int hottestLock(Design design, int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }

    /**
     * Returns the number of messages between the loops.
     *
     * @exercise 4.11
     */
    static int messages(Design design, int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }

    /**
     * Returns how many of the messages have to wake a sleeping loop, which is a system call.
     *
     * @exercise 4.11
     */
    static int wakeUps(Design design, int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }

    /**
     * Returns whether the loops of {@link Design#SHARDS} have to agree on something less often than those of {@link
     * Design#STRIPED_LOOPS}: messages and wake-ups here, locks there.
     *
     * @exercise 4.11
     */
    static boolean shardsAgreeLessOften(int clients, int depth) {
        throw new UnsupportedOperationException("exercise 4.11: not written yet");
    }
}

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
        return clients * 2 * rounds(depth);
    }

    /**
     * Returns how often locks are taken.
     *
     * @exercise 4.11
     */
    static int locks(Design design, int clients, int depth) {
        return design == Design.SHARDS ? 0 : clients * CountedLoad.REQUESTS;
    }

    /**
     * Returns how often the lock is taken that is taken most often; 0 if there are no locks.
     *
     * @exercise 4.11
     */
    static int hottestLock(Design design, int clients, int depth) {
        return switch (design) {
            case SHARDS -> 0;
            case STRIPED_LOOPS, STRIPED_THREADS -> clients;
            case ONE_LOCK -> clients * CountedLoad.REQUESTS;
        };
    }

    /**
     * Returns the number of messages between the loops.
     *
     * @exercise 4.11
     */
    static int messages(Design design, int clients, int depth) {
        return design == Design.SHARDS ? clients * 2 * crossings(depth) : 0;
    }

    /**
     * Returns how many of the messages have to wake a sleeping loop, which is a system call.
     *
     * @exercise 4.11
     */
    static int wakeUps(Design design, int clients, int depth) {
        return design == Design.SHARDS ? 2 * crossings(depth) : 0;
    }

    /**
     * Returns whether the loops of {@link Design#SHARDS} have to agree on something less often than those of {@link
     * Design#STRIPED_LOOPS}: messages and wake-ups here, locks there.
     *
     * @exercise 4.11
     */
    static boolean shardsAgreeLessOften(int clients, int depth) {
        return messages(Design.SHARDS, clients, depth) + wakeUps(Design.SHARDS, clients, depth)
                < locks(Design.STRIPED_LOOPS, clients, depth);
    }

    /**
     * Returns how often a client sends, and waits.
     *
     * @solution 4.11
     */
    private static int rounds(int depth) {
        return CountedLoad.REQUESTS / depth;
    }

    /**
     * Returns in how many of its rounds a client needs the other shard. Without pipelining, every second request is for the own one.
     *
     * @solution 4.11
     */
    private static int crossings(int depth) {
        return depth == 1 ? CountedLoad.REQUESTS / 2 : rounds(depth);
    }
}

/**
 * Gives each striped lock one use, also with several clients. All clients use the same keys, and so the same locks.
 *
 * @sees 1 where there are several clients
 * @probably the clients use the same keys: each of them takes each lock once
 */
final class Predictions {
    static int hottestLock(Design design, int clients, int depth) {
        return switch (design) {
            case SHARDS -> 0;
            case STRIPED_LOOPS, STRIPED_THREADS -> 1;
            case ONE_LOCK -> clients * CountedLoad.REQUESTS;
        };
    }
}

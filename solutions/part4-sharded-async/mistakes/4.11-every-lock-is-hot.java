/**
 * Takes all locks together for the hottest. With 64 locks and 64 keys, a client takes each of them once.
 *
 * @sees 64 times as many as were counted, with striped locks
 * @probably with 64 locks a client takes each of them once: only one lock for everything is taken 64 times
 */
final class Predictions {
    static int hottestLock(Design design, int clients, int depth) {
        return design == Design.SHARDS ? 0 : clients * CountedLoad.REQUESTS;
    }
}

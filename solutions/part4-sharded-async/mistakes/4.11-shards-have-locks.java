/**
 * Counts locks where there are none. One thread owns the keys of a shard, so there is nothing to guard.
 *
 * @sees locks in the design without any
 * @probably a shard's keys are used by one thread: it takes no lock
 */
final class Predictions {
    static int locks(Design design, int clients, int depth) {
        return clients * CountedLoad.REQUESTS;
    }
}

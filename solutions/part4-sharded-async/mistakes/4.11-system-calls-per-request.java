/**
 * Counts a read and a write for each request, at every depth. A read returns all requests that have arrived, and that is
 * what pipelining is for.
 *
 * @sees a prediction of 128 for a client, where fewer were counted
 * @probably a read and a write are predicted for each request: one read returns all requests of a round, and one write
 *     sends their replies
 */
final class Predictions {
    static int readsAndWrites(Design design, int clients, int depth) {
        return clients * 2 * CountedLoad.REQUESTS;
    }
}

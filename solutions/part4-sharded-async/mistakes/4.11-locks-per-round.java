/**
 * Counts one lock for each batch of requests. That would be a design, too: it would keep other threads waiting for the
 * whole batch. Here each command takes the lock of its own key.
 *
 * @sees fewer locks than were counted, as soon as there is pipelining
 * @probably the locks are counted per round, and each command takes one
 */
final class Predictions {
    static int locks(Design design, int clients, int depth) {
        return design == Design.SHARDS ? 0 : clients * rounds(depth);
    }
}

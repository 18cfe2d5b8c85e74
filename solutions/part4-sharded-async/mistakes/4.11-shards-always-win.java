/**
 * Believes that messages are always better than locks. Without pipelining, a request for the other shard costs two messages and
 * up to two wake-ups, and a lock is taken once.
 *
 * @sees shards that are said to agree less often, at depth 1
 * @probably the answer is yes at every depth: without pipelining there are more messages and wake-ups than locks
 */
final class Predictions {
    static boolean shardsAgreeLessOften(int clients, int depth) {
        return true;
    }
}

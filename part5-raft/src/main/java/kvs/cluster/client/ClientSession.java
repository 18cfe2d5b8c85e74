package kvs.cluster.client;

import java.util.TreeSet;
import kvs.raft.kv.WriteId;

/** A session of the cluster, and which of its writes have no answer yet. Safe for use by several threads. */
final class ClientSession {
    private final long client;
    private final int maxWrites;

    private long last;
    private final TreeSet<Long> unanswered = new TreeSet<>();

    ClientSession(long client, int maxWrites) {
        this.client = client;
        this.maxWrites = maxWrites;
    }

    /**
     * Returns a number for a further write; 0 if the session has no room. The nodes keep the answers from the lowest
     * unanswered number on, and only the latest ones: so what counts is the distance to that number.
     */
    synchronized long begin() {
        if (!unanswered.isEmpty() && last + 1 - unanswered.first() >= maxWrites) {
            return 0;
        }
        last++;
        unanswered.add(last);
        return last;
    }

    /** Returns the id for one more attempt of a write that {@link #begin} numbered. */
    synchronized WriteId id(long sequence) {
        return new WriteId(client, sequence, unanswered.first());
    }

    /** Ends a write: its answer has come, or its caller no longer waits for it. */
    synchronized void end(long sequence) {
        unanswered.remove(sequence);
    }
}

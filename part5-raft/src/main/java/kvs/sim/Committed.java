package kvs.sim;

import java.util.Arrays;
import kvs.raft.Configuration;
import kvs.raft.EntryId;

/** The committed log of the cluster: the one log that every node's has to be a part of. It only grows. */
final class Committed {
    private static final int INITIAL = 256;

    private long[] terms = new long[INITIAL];
    private long[] chains = new long[INITIAL];
    /** The term of the node that was the first to know that the entry is committed. */
    private long[] knownIn = new long[INITIAL];

    private long last;
    private Configuration configuration;

    /** Starts before the first entry of a cluster with this configuration. */
    Committed(Configuration configuration) {
        this.configuration = configuration;
        chains[0] = ObservedLog.fresh(configuration).chainAt(0);
    }

    long last() {
        return last;
    }

    /** Returns the latest committed configuration. */
    Configuration configuration() {
        return configuration;
    }

    void add(long term, long chain, long knownInTerm) {
        last++;
        if (last == terms.length) {
            terms = Arrays.copyOf(terms, 2 * terms.length);
            chains = Arrays.copyOf(chains, 2 * chains.length);
            knownIn = Arrays.copyOf(knownIn, 2 * knownIn.length);
        }
        terms[(int) last] = term;
        chains[(int) last] = chain;
        knownIn[(int) last] = knownInTerm;
    }

    void configure(Configuration latest) {
        configuration = latest;
    }

    boolean contains(EntryId id) {
        return id.index() <= last && terms[(int) id.index()] == id.term();
    }

    /** Returns the chain at {@code index}, which is committed. */
    long chainAt(long index) {
        return chains[(int) index];
    }

    long termAt(long index) {
        return terms[(int) index];
    }

    /** Returns the index of the last entry that was known to be committed in a term before {@code term}. */
    long lastKnownBefore(long term) {
        long index = last;
        while (index > 0 && knownIn[(int) index] >= term) {
            index--;
        }
        return index;
    }
}

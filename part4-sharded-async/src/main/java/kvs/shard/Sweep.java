package kvs.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import kvs.protocol.Bytes;

/**
 * Finds the expired keys that no command looks at. It goes round the map with a cursor, a few keys at a time, so every
 * key has its turn. Each sweep stops early where few of the keys that expire have done so: the memory that is left to
 * gain is small, as in Redis's active expire cycle.
 *
 * <p>For the thread that owns the shard, or that holds it.
 */
final class Sweep {
    /** The number of keys that it looks at before it decides whether to go on. */
    static final int SAMPLE = 20;

    /** It goes on while at least one in this number of the keys that expire has expired. */
    private static final int ONE_IN = 10;

    private final ValueMap map;

    /** Removes an expired key, given in an array of its own. */
    private final Consumer<Slice> remover;

    private final Consumer<Entry> visitor = this::visit;

    /** The expired keys of the latest scan: copies, since the map may not change while it is scanned. */
    private final List<Bytes> expired = new ArrayList<>();

    /** Where the next scan of the map starts. */
    private long cursor;

    private long now;

    /** What the latest scan has passed: all keys, and those that expire at all. */
    private int seen;

    private int seenExpiring;

    Sweep(ValueMap map, Consumer<Slice> remover) {
        this.map = map;
        this.remover = remover;
    }

    /**
     * Removes expired keys. Ends at the end of the map at the latest, and does not touch it while no key expires.
     *
     * @param budget the number of keys that it may look at; rounded up to a whole sample
     */
    void run(int budget, long millis) {
        now = millis;
        int expiring = 0;
        int removed = 0;
        for (int left = budget; left > 0 && map.expiring() > 0; ) {
            sample();
            left -= Math.max(seen, SAMPLE);
            expiring += seenExpiring;
            removed += expired.size();
            if (cursor == 0 || (expiring >= SAMPLE && removed < expiring / ONE_IN)) {
                return;
            }
        }
    }

    private void sample() {
        seen = 0;
        seenExpiring = 0;
        expired.clear();
        cursor = map.scan(cursor, SAMPLE, visitor);
        for (Bytes key : expired) {
            remover.accept(Slice.of(key));
        }
    }

    private void visit(Entry entry) {
        seen++;
        if (entry.expiresAt() != Entry.NEVER) {
            seenExpiring++;
            if (entry.expiresAt() <= now) {
                expired.add(entry.key().copy());
            }
        }
    }
}

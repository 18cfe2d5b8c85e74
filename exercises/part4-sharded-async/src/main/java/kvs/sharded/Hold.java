package kvs.sharded;

import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.Sharding;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * A transaction's claim on several shards. It takes them one after the other, and then returns to the client's loop (its
 * home), whose thread may use the keys of all of them until it releases them.
 *
 * <pre>
 *   home ──▶ shard 1: granted ──▶ shard 4: waits, granted ──▶ home: run, release 1 and 4
 * </pre>
 *
 * <p>All transactions take shards in the same order, so none can wait for a shard whose holder waits for one of its own: there is
 * no deadlock. (Havender, 1968.)
 *
 * <p>It is with one loop at a time. The mailboxes hand the memory over, its own and that of the shards.
 */
final class Hold implements Runnable, Database {
    private final Worker home;

    /** The loops of all shards, by shard number. */
    private final List<Worker> workers;

    /** The shards to hold. */
    private final BitSet shards;

    /** Those that were granted. */
    private final BitSet taken = new BitSet();

    private final Sharding sharding;
    private final List<Keyspace> keyspaces;
    private final Consumer<Hold> whenHeld;

    /** The shard that is asked for; -1 on the way home. */
    private int wanted;

    /**
     * Creates a claim; {@link #start} makes it.
     *
     * @param workers the loops of all shards, by shard number
     * @param shards the numbers of those to hold
     * @param whenHeld called at home when all are held
     */
    Hold(Worker home, List<Worker> workers, BitSet shards, Sharding sharding, Consumer<Hold> whenHeld) {
        this.home = home;
        this.workers = workers;
        this.shards = shards;
        this.sharding = sharding;
        this.whenHeld = whenHeld;
        this.keyspaces = shards.stream()
                .mapToObj(shard -> workers.get(shard).shard().keyspace())
                .toList();
    }

    /** Begins to take the shards. The client's loop calls it. */
    void start() {
        moveOn(home);
    }

    /** Notes that the shard of {@code here} is held, and moves on to the next. That shard's loop calls it. */
    void granted(Worker here) {
        taken.set(here.shard().index());
        moveOn(here);
    }

    private void moveOn(Worker here) {
        wanted = next();
        Worker to = wanted < 0 ? home : workers.get(wanted);
        if (to == here) {
            run();
        } else {
            here.send(to, this);
        }
    }

    /**
     * Returns which of the {@link #shards} to take next, or -1 if all are {@link #taken}.
     *
     * <p>Other transactions take shards at the same time, each from its own home. Whatever shards they need, at least one of
     * them has all of its shards, or can get the next.
     *
     * @exercise 4.10
     */
    private int next() {
        throw new UnsupportedOperationException("exercise 4.10: not written yet");
    }

    /** Called by the mailbox of the next loop: that of a shard, or at last that of home. */
    @Override
    public void run() {
        if (wanted < 0) {
            whenHeld.accept(this);
        } else {
            workers.get(wanted).shard().hold(this);
        }
    }

    /**
     * Releases all shards. Home calls it.
     *
     * @param committed is called at home, once for each shard, when the changes there are committed or could not be
     */
    void release(Uncommitted committed) {
        shards.stream().mapToObj(workers::get).forEach(worker -> {
            if (worker == home) {
                worker.shard().release(this, committed);
            } else {
                home.send(
                        worker,
                        () -> worker.shard()
                                .release(this, failure -> worker.send(home, () -> committed.committed(failure))));
            }
        });
    }

    /** Returns whether {@code shard} is among those that are held. */
    boolean covers(int shard) {
        return shards.get(shard);
    }

    /** Returns whether all of {@code others} are held. */
    boolean covers(BitSet others) {
        return others.stream().allMatch(this::covers);
    }

    /** Returns the number of shards. */
    int shards() {
        return shards.cardinality();
    }

    /**
     * Returns why one of the shards cannot store changes, as an error for the client; null if all can. Home calls it.
     *
     * @param removes whether the changes only remove keys
     */
    @Nullable
    String failure(boolean removes) {
        for (int shard = shards.nextSetBit(0); shard >= 0; shard = shards.nextSetBit(shard + 1)) {
            String failure = workers.get(shard).shard().failure(removes);
            if (failure != null) {
                return failure;
            }
        }
        return null;
    }

    @Override
    public Keyspace of(Slice key) {
        int shard = sharding.shardOf(key);
        if (!covers(shard)) {
            throw new IllegalStateException("the shard of " + key + " is not held");
        }
        return workers.get(shard).shard().keyspace();
    }

    @Override
    public List<Keyspace> all() {
        return keyspaces;
    }
}

package kvs.sim;

import java.util.ArrayDeque;
import java.util.List;
import java.util.random.RandomGenerator;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import org.jspecify.annotations.Nullable;

/**
 * The disk of a node: what is durable, and the writes that were issued and are not. The log on it is a file of records:
 * a record counts only if all records before it are there.
 */
final class NodeDisk {
    private HardState hardState = HardState.INITIAL;
    private ObservedLog log;
    private final SnapshotFiles snapshots;
    /** The index up to which the log had been durable when it was found damaged, or 0. */
    private long damagedUpTo;

    /** The writes that are not durable, or whose predecessors are not; ascending. */
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();
    /** Every write up to this number is durable. */
    private long durableUpTo;

    private static final class Pending {
        private final Write write;
        private final SnapshotFiles.@Nullable Content content;
        private boolean done;

        private Pending(Write write, SnapshotFiles.@Nullable Content content) {
            this.write = write;
            this.content = content;
        }
    }

    NodeDisk(ObservedLog log, SnapshotFiles snapshots) {
        this.log = log;
        this.snapshots = snapshots;
    }

    HardState hardState() {
        return hardState;
    }

    /** Returns the durable log. */
    ObservedLog log() {
        return log;
    }

    long damagedUpTo() {
        return damagedUpTo;
    }

    long durableUpTo() {
        return durableUpTo;
    }

    boolean hasPending() {
        return !pending.isEmpty();
    }

    /** Returns whether every earlier write is done. */
    boolean isNext(long number) {
        return number == durableUpTo + 1;
    }

    /** Takes a write that is to be forced. */
    void issue(Write write) {
        pending.add(new Pending(write, write.snapshot() == null ? null : snapshots.received(write.snapshot())));
    }

    /** A force completed. Returns how many writes became durable: all that are done up to the first that is not. */
    int complete(long number) {
        for (Pending each : pending) {
            if (each.write.number() == number) {
                each.done = true;
            }
        }
        int durable = 0;
        while (!pending.isEmpty() && pending.peekFirst().done) {
            Pending first = pending.removeFirst();
            apply(first, first.write.entries().size());
            durableUpTo = first.write.number();
            durable++;
        }
        return durable;
    }

    /** Loses what is not durable: of the records that were not forced, a random number of the first survives. */
    void crash(RandomGenerator random) {
        int survivors = random.nextInt(pending.size() + 1);
        while (survivors > 0) {
            Pending first = pending.removeFirst();
            survivors--;
            int entries = first.write.entries().size();
            // The last record that survives may be torn: then the first of its entries are there.
            apply(first, survivors == 0 && random.nextBoolean() ? random.nextInt(entries + 1) : entries);
        }
        if (!pending.isEmpty() && random.nextInt(4) == 0) {
            HardState next = pending.peekFirst().write.hardState();
            // The hard state is a file of its own, and may be newer than the log.
            hardState = next == null ? hardState : next;
        }
        pending.clear();
        durableUpTo = 0;
        snapshots.crash();
    }

    private void apply(Pending record, int entries) {
        Write write = record.write;
        if (write.hardState() != null) {
            hardState = write.hardState();
        }
        if (write.snapshot() != null && record.content != null) {
            log = ObservedLog.after(write.snapshot(), record.content.chain());
            snapshots.installed(record.content);
        }
        for (Entry entry : write.entries().subList(0, entries)) {
            // A hole is reported when the write is issued; here it would only hide that.
            if (entry.index() > log.first() - 1 && entry.index() <= log.last() + 1) {
                log.truncateFrom(entry.index());
                log.append(entry);
            }
        }
        if (log.last() >= damagedUpTo) {
            damagedUpTo = 0;
        }
    }

    /** A snapshot of this node's own state is durable; the log before {@code first} goes. */
    void snapshotTaken(Snapshot taken, long chain, long first) {
        if (taken.last().index() > log.last() || log.chainAt(taken.last().index()) != chain) {
            // The log on disk ends before the snapshot, or has another entry there, whose replacement is not durable
            // yet:
            // nothing of it follows the snapshot.
            log = ObservedLog.after(taken, chain);
        } else {
            log.compact(taken, first);
        }
    }

    /** Damages a forced record of the log: all from there on is unreadable, and the node knows how far it had reached. */
    boolean flipBit(long where) {
        long first = Math.max(log.first(), log.snapshot().last().index() + 1);
        long length = log.last() - first + 1;
        if (length <= 0) {
            return false;
        }
        damagedUpTo = Math.max(damagedUpTo, log.last());
        log.truncateFrom(first + Math.floorMod(where, length));
        return true;
    }

    /** Returns what a node that starts finds. */
    Restored restore() {
        Snapshot snapshot = log.snapshot();
        List<Entry> after = log.after(snapshot.last().index());
        return new Restored(hardState, snapshot, after, damagedUpTo);
    }

    /** Returns the log as a node that starts from {@link #restore} sees it. */
    ObservedLog restoredLog() {
        Snapshot snapshot = log.snapshot();
        ObservedLog restored =
                ObservedLog.after(snapshot, log.chainAt(snapshot.last().index()));
        log.after(snapshot.last().index()).forEach(restored::append);
        return restored;
    }
}

package kvs.sim;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import kvs.raft.Snapshot;

/**
 * A node's log, built from its writes alone: the Raft inside is never asked. Each node has two, what it has issued and
 * what is durable.
 *
 * <p>Each entry has a <i>chain</i>, a hash of it and all entries before it. Two logs are the same up to an index if, and
 * but for a collision in 64 bits only if, their chains at it are equal: rules about whole logs compare two numbers.
 */
final class ObservedLog {
    /** The chain of an entry that this log does not have. */
    static final long NO_CHAIN = 0;

    private static final long EMPTY_CHAIN = 0x5eed;
    private static final int INITIAL = 64;

    private Snapshot snapshot;
    /** The entry before the first of {@code entries}, and its chain. */
    private EntryId base;

    private final List<Entry> entries = new ArrayList<>();
    /** {@code chains[i]} is the chain of the entry before {@code entries.get(i)}. */
    private long[] chains = new long[INITIAL];
    /** The configurations in the log, ascending; the first is the snapshot's. */
    private final List<Placed> configurations = new ArrayList<>();

    private record Placed(long index, Configuration configuration) {}

    private ObservedLog(Snapshot snapshot, long chain) {
        this.snapshot = snapshot;
        this.base = snapshot.last();
        chains[0] = chain;
        configurations.add(new Placed(base.index(), snapshot.configuration()));
    }

    /** Returns the log of a node that starts for the first time. */
    static ObservedLog fresh(Configuration configuration) {
        return new ObservedLog(new Snapshot(EntryId.NONE, configuration), EMPTY_CHAIN);
    }

    /** Returns a log that begins after {@code snapshot}, whose last entry has this chain. */
    static ObservedLog after(Snapshot snapshot, long chain) {
        return new ObservedLog(snapshot, chain);
    }

    Snapshot snapshot() {
        return snapshot;
    }

    /** Returns the index of the first entry that this log holds, or would hold. */
    long first() {
        return base.index() + 1;
    }

    long last() {
        return base.index() + entries.size();
    }

    EntryId lastId() {
        return entries.isEmpty() ? base : entries.getLast().id();
    }

    boolean has(long index) {
        return index > base.index() && index <= last();
    }

    /** Returns the entry at {@code index}, which this log has. */
    Entry get(long index) {
        return entries.get((int) (index - base.index() - 1));
    }

    /** Returns the entries after {@code index}, which is {@code first() - 1} or more. */
    List<Entry> after(long index) {
        return List.copyOf(entries.subList((int) (index - base.index()), entries.size()));
    }

    /** Returns the term of the entry at {@code index}, or -1. */
    long termAt(long index) {
        return index == base.index() ? base.term() : has(index) ? get(index).term() : -1;
    }

    /** Returns the chain of the entry at {@code index}, or {@link #NO_CHAIN}. */
    long chainAt(long index) {
        return index < base.index() || index > last() ? NO_CHAIN : chains[(int) (index - base.index())];
    }

    /** Returns the latest configuration, committed or not. */
    Configuration configuration() {
        return configurations.getLast().configuration;
    }

    /** Returns the index of the latest configuration. */
    long configurationIndex() {
        return configurations.getLast().index;
    }

    /** Appends {@code entry}, which directly follows the last one. */
    void append(Entry entry) {
        int size = entries.size();
        if (size + 1 == chains.length) {
            chains = Arrays.copyOf(chains, 2 * chains.length);
        }
        chains[size + 1] = chain(chains[size], entry);
        entries.add(entry);
        if (entry.payload() instanceof Payload.Reconfigure(Configuration configuration)) {
            configurations.add(new Placed(entry.index(), configuration));
        }
    }

    /** Removes the entries from {@code index} on; does nothing if there are none. */
    void truncateFrom(long index) {
        if (index <= last()) {
            entries.subList((int) (index - base.index() - 1), entries.size()).clear();
            while (configurations.size() > 1 && configurations.getLast().index >= index) {
                configurations.removeLast();
            }
        }
    }

    /** Notes that {@code taken} covers the log up to its last entry, and forgets the entries before {@code first}. */
    void compact(Snapshot taken, long first) {
        snapshot = taken;
        while (configurations.size() > 1
                && configurations.get(1).index <= taken.last().index()) {
            configurations.removeFirst();
        }
        int gone = (int) Math.min(first - first(), entries.size());
        if (gone > 0) {
            base = entries.get(gone - 1).id();
            System.arraycopy(chains, gone, chains, 0, entries.size() - gone + 1);
            entries.subList(0, gone).clear();
        }
    }

    private static long chain(long before, Entry entry) {
        long payload = switch (entry.payload()) {
            case Payload.Noop() -> 1;
            case Payload.Command(byte[] data) -> 31L * Arrays.hashCode(data) + data.length;
            case Payload.Reconfigure(Configuration configuration) -> configuration.hashCode();
        };
        long mixed = Streams.mix(31 * before + Streams.mix(entry.term() + 0x1000 * payload));
        return mixed == NO_CHAIN ? 1 : mixed;
    }
}

package kvs.raft.kv;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import kvs.protocol.Bytes;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;

/**
 * The replicated state: keys and values in key order, sessions, and the time.
 *
 * <p>Every node applies the same entries in the same order and reaches the same state. So nothing here may depend on
 * anything but the entries: no clock, no randomness, no order of a hash table. The time is <em>log time</em>: each command
 * carries the wall clock of the leader that proposed it, and the machine's time is the highest one so far.
 *
 * <p>Single-threaded.
 */
public final class KvStateMachine {
    private final ReplicaOptions options;
    private final TreeMap<Bytes, Bytes> pairs = new TreeMap<>();
    private final Sessions sessions;
    private long timeMillis;

    /** The last entry applied. */
    private EntryId last = EntryId.NONE;

    /** The bytes of all keys and values. */
    private long bytes;

    /** The sum of {@link StateHash#pair} of all pairs. */
    private long hashOfPairs;

    /** Creates the state before the first entry: empty. */
    public KvStateMachine(ReplicaOptions options) {
        this.options = options;
        this.sessions = new Sessions(options);
    }

    /**
     * Creates the state that a snapshot holds.
     *
     * @param content the snapshot's bytes, in pieces cut anywhere
     * @throws DamagedSnapshotException if they are not a whole snapshot
     */
    public static KvStateMachine restored(ReplicaOptions options, Snapshot snapshot, Iterator<byte[]> content) {
        KvStateMachine machine = new KvStateMachine(options);
        machine.timeMillis = new SnapshotReader(snapshot, content).readInto(machine.pairs, machine.sessions);
        machine.last = snapshot.last();
        machine.pairs.forEach(machine::count);
        return machine;
    }

    /**
     * Applies the next entry.
     *
     * @return the answer to its command, or null if it holds none
     * @throws IllegalStateException if it is not the next one
     */
    public Response.@Nullable Applied apply(Entry entry) {
        if (entry.index() != last.index() + 1) {
            throw new IllegalStateException("Entry " + entry.id() + " is to be applied after entry " + last
                    + "; entries must be applied in order, each once. Report this as a bug");
        }
        last = entry.id();
        return switch (entry.payload()) {
            case Payload.Noop _, Payload.Reconfigure _ -> null;
            case Payload.Command(byte[] data) -> apply(data);
        };
    }

    private Response.Applied apply(byte[] data) {
        try {
            return apply(CommandCodec.decode(data));
        } catch (MalformedMessageException e) {
            // It is committed, and the same on every node: all skip it.
            return new Response.Rejected("The command is malformed: " + e.getMessage());
        }
    }

    private Response.Applied apply(LogCommand command) {
        timeMillis = Math.max(timeMillis, command.timeMillis());
        sessions.expire(timeMillis);
        return switch (command) {
            case LogCommand.OpenSession _ -> {
                sessions.open(last.index(), timeMillis);
                yield new Response.SessionOpened(last.index());
            }
            case LogCommand.Write(long _, @Nullable WriteId id, KvCommand write) ->
                id == null ? apply(write) : once(id, write);
        };
    }

    /**
     * Applies a write of a session once, and returns its answer.
     *
     * <p>{@link Sessions#recall} decides: if it has an answer, that one is returned, and nothing else happens. If not, the
     * write is applied ({@link #apply(KvCommand)}), and its answer, of whichever kind, kept by {@link Sessions#remember} for
     * the next time. Every node does this when it applies the entry, the leader as well: so each of them knows what was
     * applied, whichever node leads next.
     *
     * @exercise 5.6
     */
    private Response.Applied once(WriteId id, KvCommand write) {
        throw new UnsupportedOperationException("exercise 5.6: not written yet");
    }

    private Response.Applied apply(KvCommand write) {
        return switch (write) {
            case KvCommand.Set(Bytes key, Bytes value) -> new Response.Done(put(key, value));
            case KvCommand.Delete(Bytes key) -> new Response.Done(remove(key));
            case KvCommand.CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) ->
                compareAndSet(key, expected, value);
        };
    }

    /**
     * Stores {@code value} under {@code key} ({@link #put}) if the key has the expected value at this moment: after all
     * commands before this one, those of the same batch included.
     *
     * @param expected the value that the key must have, or null if it must have none
     * @return {@link Response.Done} with the value that the key had, or null if it had none; or, with nothing changed,
     *     {@link Response.Mismatch} with the value that the key has, or null if it has none
     * @exercise 5.6
     */
    private Response.Applied compareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) {
        throw new UnsupportedOperationException("exercise 5.6: not written yet");
    }

    /** Stores a pair, and returns the value that the key had, or null. */
    private @Nullable Bytes put(Bytes key, Bytes value) {
        Bytes previous = pairs.put(key, value);
        if (previous != null) {
            uncount(key, previous);
        }
        count(key, value);
        return previous;
    }

    private @Nullable Bytes remove(Bytes key) {
        Bytes previous = pairs.remove(key);
        if (previous != null) {
            uncount(key, previous);
        }
        return previous;
    }

    private void count(Bytes key, Bytes value) {
        bytes += key.length() + value.length();
        hashOfPairs += StateHash.pair(key, value);
    }

    private void uncount(Bytes key, Bytes value) {
        bytes -= key.length() + value.length();
        hashOfPairs -= StateHash.pair(key, value);
    }

    /** Returns the value of {@code key}, or null if it has none. */
    public @Nullable Bytes get(Bytes key) {
        return pairs.get(key);
    }

    /** Returns the first rows of {@code range}, at most {@code limit}, and no more than the options allow. */
    public Response.Rows scan(KeyRange range, int limit) {
        if (range.isEmpty()) {
            return new Response.Rows(List.of(), false);
        }
        NavigableMap<Bytes, Bytes> found = range.to() == null
                ? pairs.tailMap(range.from(), true)
                : pairs.subMap(range.from(), true, range.to(), false);
        int maxRows = Math.min(limit, options.maxScanRows());
        List<Response.Row> rows = new ArrayList<>();
        long bytesLeft = options.maxScanBytes();
        for (Map.Entry<Bytes, Bytes> pair : found.entrySet()) {
            Response.Row row = new Response.Row(pair.getKey(), pair.getValue());
            bytesLeft -= row.key().length() + row.value().length();
            if (rows.size() >= maxRows || (bytesLeft < 0 && !rows.isEmpty())) {
                return new Response.Rows(rows, true);
            }
            rows.add(row);
        }
        return new Response.Rows(rows, false);
    }

    /** Returns the answer to a {@link Request.Get} or {@link Request.Scan} from the state of now. */
    public Response answer(Request read) {
        return switch (read) {
            case Request.Get(Bytes key, boolean _) -> {
                Bytes value = get(key);
                yield value == null ? new Response.Missing() : new Response.Found(value);
            }
            case Request.Scan(KeyRange range, int limit, boolean _) ->
                limit < 1
                        ? new Response.Rejected("The limit of a scan is " + limit + ", and must be 1 or more")
                        : scan(range, limit);
            case Request.OpenSession _, Request.Write _, Request.Change _, Request.Transfer _, Request.Status _ ->
                throw new IllegalArgumentException("not a read: " + read);
        };
    }

    /** Returns the last entry that was applied. */
    public EntryId last() {
        return last;
    }

    /** Returns the index of the last entry that was applied. */
    public long applied() {
        return last.index();
    }

    /** Returns the bytes of all keys and values. */
    long bytes() {
        return bytes;
    }

    /** Returns a hash of pairs, sessions and time. It differs where states differ, all but certainly. */
    public long hash() {
        return hashOfPairs + sessions.hash() + StateHash.time(timeMillis);
    }

    /** Returns how the machine stands, for operators. */
    public Response.MachineStatus status() {
        return new Response.MachineStatus(last.index(), pairs.size(), bytes, sessions.size(), timeMillis);
    }

    /**
     * Returns the state as it is now, as the content of {@code snapshot}. It stays valid while the machine goes on: only
     * references to keys and values are copied, which takes a few milliseconds for a million of them.
     */
    public FrozenSnapshot freeze(Snapshot snapshot) {
        if (!snapshot.last().equals(last)) {
            throw new IllegalStateException(
                    "A snapshot up to entry " + snapshot.last() + " was asked of a state machine"
                            + " that has applied everything up to " + last + ". Report this as a bug");
        }
        return new FrozenSnapshot(snapshot, new SnapshotWriter(snapshot, frozen(), options.maxSnapshotChunkBytes()));
    }

    /**
     * Returns a copy of the replicated state, for a snapshot: everything on which the answer to a later entry may depend.
     * That is the log time, the pairs in key order, and the sessions with their answers, the least recently used one first
     * ({@link Sessions#frozen}). The copy does not change while further entries are applied.
     *
     * @exercise 5.6
     */
    State frozen() {
        throw new UnsupportedOperationException("exercise 5.6: not written yet");
    }

    /**
     * A state, not to be changed any more.
     *
     * @param pairs in key order
     * @param sessions the least recently used one first
     */
    record State(long timeMillis, List<Response.Row> pairs, List<Sessions.Frozen> sessions) {}

    /** Returns {@link #hash} computed anew from the whole state; for tests. */
    long hashFromScratch() {
        long hash = StateHash.time(timeMillis);
        for (Map.Entry<Bytes, Bytes> pair : pairs.entrySet()) {
            hash += StateHash.pair(pair.getKey(), pair.getValue());
        }
        for (Sessions.Frozen session : sessions.frozen()) {
            hash += StateHash.session(session.client(), session.lastUsedMillis(), session.floor());
            for (Map.Entry<Long, Response.Applied> answer : session.answers()) {
                hash += StateHash.answer(session.client(), answer.getKey(), answer.getValue());
            }
        }
        return hash;
    }

    /** The sessions, for tests. */
    Sessions sessions() {
        return sessions;
    }
}

package kvs.cluster;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.io.Disk;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.raft.Configuration;
import kvs.raft.Effects.StoreChunk;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import kvs.raft.kv.FrozenSnapshot;
import org.jspecify.annotations.Nullable;

/**
 * A node's storage that is used as Raft uses it, and a model of it: after a crash at any operation of the disk, the model
 * tells what may be found.
 */
final class RecordedNode {
    static final Path DIRECTORY = Path.of("data", "node1");
    static final Configuration INITIAL = Configuration.ofVoters(1, 2, 3);

    /** What a node finds, apart from damage. */
    record State(HardState hardState, Snapshot snapshot, List<Entry> entries) {
        static final State FRESH = new State(HardState.INITIAL, new Snapshot(EntryId.NONE, INITIAL), List.of());

        static State of(Restored restored) {
            return new State(restored.hardState(), restored.snapshot(), restored.entries());
        }

        /** The last entry of log or snapshot. */
        EntryId last() {
            return entries.isEmpty() ? snapshot.last() : entries.getLast().id();
        }

        @Override
        public String toString() {
            List<EntryId> ids = entries.stream().map(Entry::id).toList();
            return hardState.term() + "/" + hardState.vote() + " after " + snapshot.last() + ": " + ids;
        }
    }

    /** A call that changes the disk: what may be found while it runs, and what is found once it has returned. */
    private record Step(int invoked, int returned, List<State> meanwhile, State after) {}

    private final SimDisk disk = new SimDisk();
    private final Random random;
    private final List<Step> steps = new ArrayList<>();
    private NodeStorage storage;
    private List<State> meanwhile = new ArrayList<>();
    private int invoked;

    /** As on disk. */
    private HardState hardState = HardState.INITIAL;

    private Snapshot snapshot = State.FRESH.snapshot();

    /** All entries that the log has on disk, also those that the snapshot covers. */
    private List<Entry> log = new ArrayList<>();

    /** The log as Raft has it in memory: what is not on disk yet comes with the next write. */
    private final List<Entry> ahead = new ArrayList<>();

    /** The last entry of the log in memory. */
    private EntryId tip = EntryId.NONE;

    private long term;
    private long commit;
    private long number;

    RecordedNode(long seed) throws IOException {
        random = new Random(seed);
        storage = open(disk);
    }

    /** Segments of some ten entries, a buffer of three. */
    static LogOptions small() {
        return LogOptions.defaults()
                .withSegmentBytes(500)
                .withBufferBytes(150)
                .withSalts(new AtomicInteger()::incrementAndGet);
    }

    static NodeStorage open(Disk disk) throws IOException {
        return NodeStorage.open(disk, DIRECTORY, INITIAL, small());
    }

    /** Returns the content of a snapshot, the same at each call; between 0 and some 1,500 bytes. */
    static byte[] content(Snapshot snapshot) {
        byte[] content = new byte[(int) (snapshot.last().index() * 37 % 1500)];
        Arrays.fill(content, (byte) snapshot.last().index());
        return content;
    }

    static byte[] all(Iterator<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEachRemaining(all::writeBytes);
        return all.toByteArray();
    }

    SimDisk disk() {
        return disk;
    }

    /** Returns what may be found after a crash at {@code operations} operations of the disk. */
    List<State> possible(int operations) {
        List<State> possible = new ArrayList<>();
        State durable = State.FRESH;
        for (Step step : steps) {
            if (step.returned <= operations) {
                durable = step.after;
            } else if (step.invoked <= operations) {
                possible.addAll(step.meanwhile);
                possible.add(step.after);
            }
        }
        possible.add(durable);
        return possible;
    }

    /** Performs random calls, as a node in a cluster does. */
    void act(int calls) throws IOException {
        for (int i = 0; i < calls; i++) {
            switch (random.nextInt(14)) {
                case 0 -> snapshotOfOwnState();
                case 1 -> snapshotAheadOfTheLog();
                case 2 -> snapshotArrives();
                case 3 -> reopen();
                case 4 -> vote();
                case 5 -> conflict();
                default -> writes();
            }
        }
    }

    private void begin() {
        invoked = disk.operations();
        meanwhile = new ArrayList<>();
    }

    private void mayBeFound() {
        meanwhile.add(state());
    }

    private void end() {
        steps.add(new Step(invoked, disk.operations(), meanwhile, state()));
    }

    private State state() {
        return new State(hardState, snapshot, visible());
    }

    /** Returns the entries of the log that count after a start. */
    private List<Entry> visible() {
        long index = snapshot.last().index();
        List<Entry> after = new ArrayList<>();
        boolean joined = index == 0 || (!log.isEmpty() && log.getFirst().index() == index + 1);
        for (Entry entry : log) {
            joined |= entry.id().equals(snapshot.last());
            if (entry.index() > index && joined) {
                after.add(entry);
            }
        }
        return after;
    }

    private Entry next() {
        byte[] data = new byte[random.nextInt(8) == 0 ? 500 + random.nextInt(300) : random.nextInt(40)];
        random.nextBytes(data);
        tip = new EntryId(tip.index() + 1, term);
        return new Entry(tip.index(), term, new Payload.Command(data));
    }

    private List<Entry> some(int atMost) {
        List<Entry> entries = new ArrayList<>();
        for (int i = random.nextInt(atMost) + 1; i > 0; i--) {
            entries.add(next());
        }
        return entries;
    }

    private @Nullable HardState perhapsNewTerm(int oneIn) {
        if (term > 0 && random.nextInt(oneIn) > 0) {
            return null;
        }
        term++;
        return new HardState(term, random.nextInt(4));
    }

    private void vote() throws IOException {
        write(List.of(new Write(++number, perhapsNewTerm(1), null, List.of())));
    }

    private void writes() throws IOException {
        List<Write> writes = new ArrayList<>();
        for (int i = random.nextInt(3); i >= 0; i--) {
            HardState newTerm = perhapsNewTerm(9);
            writes.add(new Write(++number, newTerm, null, some(4)));
        }
        write(writes);
        commitSome();
    }

    /** Entries that are not committed are replaced; in the same call, others may be written first. */
    private void conflict() throws IOException {
        List<Write> writes = new ArrayList<>();
        if (term > 0 && random.nextBoolean()) {
            writes.add(new Write(++number, null, null, some(3)));
        }
        HardState newTerm = perhapsNewTerm(1);
        if (tip.index() > commit) {
            long kept = commit + random.nextInt((int) (tip.index() - commit));
            tip = new EntryId(kept, 0);
        }
        writes.add(new Write(++number, newTerm, null, some(3)));
        write(writes);
    }

    private void commitSome() {
        commit += random.nextInt((int) (tip.index() - commit) + 1);
    }

    private EntryId id(long index) {
        for (List<Entry> part : List.of(ahead, log)) {
            for (Entry entry : part) {
                if (entry.index() == index) {
                    return entry.id();
                }
            }
        }
        return snapshot.last();
    }

    private void snapshotOfOwnState() throws IOException {
        if (commit > snapshot.last().index()) {
            long more = random.nextInt((int) (commit - snapshot.last().index())) + 1L;
            publish(new Snapshot(id(snapshot.last().index() + more), Configuration.ofVoters(1, 2)));
        }
    }

    /** Entries are committed by the others, applied here and part of a snapshot before they are in the log. */
    private void snapshotAheadOfTheLog() throws IOException {
        HardState newTerm = perhapsNewTerm(1);
        if (tip.index() > commit && random.nextBoolean()) {
            tip = id(commit + random.nextInt((int) (tip.index() - commit)));
        }
        long first = tip.index() + 1;
        write(List.of(new Write(++number, newTerm, null, List.of())));
        List<Entry> entries = some(6);
        ahead.addAll(entries);
        commit = first + random.nextInt(entries.size());
        publish(new Snapshot(id(commit), Configuration.ofVoters(1)));
        ahead.clear();
        write(List.of(new Write(++number, null, null, entries)));
    }

    private void publish(Snapshot taken) throws IOException {
        begin();
        byte[] content = content(taken);
        List<byte[]> pieces = List.of(
                Arrays.copyOfRange(content, 0, content.length / 3),
                Arrays.copyOfRange(content, content.length / 3, content.length));
        NodeStorage.Draft draft = storage.draft(new FrozenSnapshot(taken, pieces.iterator()));
        mayBeFound();
        storage.publish(draft);
        snapshot = taken;
        mayBeFound();
        storage.compact(taken.last().index() - random.nextInt(10));
        end();
    }

    private void snapshotArrives() throws IOException {
        HardState newTerm = perhapsNewTerm(3);
        long index = commit + 1 + random.nextInt(20);
        Snapshot received = new Snapshot(new EntryId(index, term), Configuration.ofVoters(1, 2, 3, (int) index + 3));
        begin();
        if (random.nextBoolean()) {
            // An earlier one is never finished.
            Snapshot unfinished = new Snapshot(new EntryId(index - random.nextInt(2), term), INITIAL);
            storage.storeChunk(new StoreChunk(unfinished, 0, new byte[30], false));
        }
        byte[] content = content(received);
        for (int at = 0; at < content.length || at == 0; at += 400) {
            int to = Math.min(content.length, at + 400);
            byte[] piece = Arrays.copyOfRange(content, at, to);
            storage.storeChunk(new StoreChunk(received, at, piece, to == content.length));
        }
        mayBeFound();
        end();
        List<Write> writes = new ArrayList<>();
        if (random.nextBoolean()) {
            writes.add(new Write(++number, newTerm, null, some(3)));
            newTerm = null;
        }
        tip = received.last();
        commit = index;
        writes.add(new Write(++number, newTerm, received, random.nextBoolean() ? some(2) : List.of()));
        write(writes);
    }

    /** Gives the writes to the storage, and notes everything that a crash may leave meanwhile. */
    private void write(List<Write> writes) throws IOException {
        begin();
        mayBeFound();
        Snapshot before = snapshot;
        for (Write write : writes) {
            hardState = write.hardState() == null ? hardState : write.hardState();
        }
        mayBeFound();
        for (Write write : writes) {
            // The entries before a snapshot need not be written: it takes their place.
            snapshot = write.snapshot() == null ? snapshot : write.snapshot();
        }
        mayBeFound();
        snapshot = before;
        for (Write write : writes) {
            if (write.snapshot() != null) {
                snapshot = write.snapshot();
                mayBeFound();
                log = new ArrayList<>();
                mayBeFound();
            }
            for (Entry entry : write.entries()) {
                while (!log.isEmpty() && log.getLast().index() >= entry.index()) {
                    log.removeLast();
                    mayBeFound();
                }
                log.add(entry);
                mayBeFound();
            }
        }
        storage.write(writes);
        end();
    }

    private void reopen() throws IOException {
        begin();
        mayBeFound();
        storage.close();
        storage = open(disk);
        log = new ArrayList<>(visible());
        tip = state().last();
        end();
    }
}

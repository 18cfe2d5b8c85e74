package kvs.cluster;

import static kvs.cluster.RecordedNode.DIRECTORY;
import static kvs.cluster.RecordedNode.INITIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import kvs.cluster.NodeStorage.Draft;
import kvs.cluster.RecordedNode.State;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import kvs.raft.Effects.StoreChunk;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import kvs.raft.kv.FrozenSnapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A disk that fails, or that is full. */
class NodeStorageFailureTest {
    private static final HardState FIRST = new HardState(1, 1);
    private static final HardState LATER = new HardState(2, 3);
    private static final Snapshot RECEIVED = new Snapshot(new EntryId(50, 2), INITIAL);
    private static final int FORCES = 30;

    /** A call on a storage that has ten entries and a snapshot of which every piece has arrived. */
    private interface Call {
        void on(NodeStorage storage) throws IOException;
    }

    private static final List<Call> WRITES = List.of(
            storage -> storage.write(List.of(write(LATER, null))),
            storage -> storage.write(List.of(write(null, null, 11, 12), write(null, null, 13))),
            storage -> storage.write(List.of(write(LATER, null, 11, 12, 13))),
            storage -> storage.write(List.of(write(LATER, null, 4, 5, 6), write(null, null, 7))),
            storage -> storage.write(List.of(write(LATER, null, 11), write(null, RECEIVED, 51, 52, 53))));

    private static SimDisk tenEntries() throws IOException {
        SimDisk disk = new SimDisk();
        try (NodeStorage storage = RecordedNode.open(disk)) {
            storage.write(List.of(write(FIRST, null, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10)));
        }
        return SimDisk.with(disk.files());
    }

    private static NodeStorage openWithArrived(SimDisk disk) throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        byte[] content = RecordedNode.content(RECEIVED);
        storage.storeChunk(new StoreChunk(RECEIVED, 0, Arrays.copyOf(content, 100), false));
        storage.storeChunk(new StoreChunk(RECEIVED, 100, Arrays.copyOfRange(content, 100, content.length), true));
        return storage;
    }

    @Test
    void stores_nothing_more_after_a_failed_force() throws IOException {
        int failed = 0;
        for (Call call : WRITES) {
            for (int nth = 1; nth <= FORCES; nth++) {
                SimDisk disk = tenEntries();
                NodeStorage storage = openWithArrived(disk);
                disk.failForce(nth);
                try {
                    call.on(storage);
                    break;
                } catch (StorageBrokenException e) {
                    assertThat(e)
                            .hasMessage(
                                    "the node stores nothing more, since the disk failed to make a write durable; check"
                                            + " the disk, then restart the node");
                    failed++;
                }
                int before = disk.operations();
                assertThatThrownBy(() -> call.on(storage)).isInstanceOf(StorageBrokenException.class);
                assertThatThrownBy(() -> storage.storeChunk(new StoreChunk(RECEIVED, 0, new byte[1], true)))
                        .isInstanceOf(StorageBrokenException.class);
                assertThatThrownBy(() -> storage.publish(new Draft(RECEIVED, DIRECTORY, 0)))
                        .isInstanceOf(StorageBrokenException.class);
                assertThatThrownBy(() -> storage.compact(5)).isInstanceOf(StorageBrokenException.class);
                storage.close();
                Fact.when("call a broken storage; changes on disk").gives(before, disk.operations());
                // What was acknowledged before is there, and what is there can be used.
                try (NodeStorage again = RecordedNode.open(disk.crash(Crash.LOSES_ALL))) {
                    assertThat(again.restored().hardState()).isIn(FIRST, LATER);
                    assertThat(again.restored().damagedUpTo()).isZero();
                    long kept = again.restored().snapshot().equals(RECEIVED) ? 50 : 3;
                    assertThat(State.of(again.restored()).last().index()).isGreaterThanOrEqualTo(kept);
                }
            }
        }
        assertThat(failed).isGreaterThan(12);
    }

    /** Whatever room there is, the call does all of it, or fails and does the rest when there is room. */
    @Test
    void a_full_disk_leaves_a_prefix_and_the_call_can_be_repeated() throws IOException {
        int failed = 0;
        for (Call call : WRITES) {
            State before = State.of(RecordedNode.open(tenEntries()).restored());
            SimDisk enough = tenEntries();
            NodeStorage done = openWithArrived(enough);
            call.on(done);
            State after = found(SimDisk.with(enough.files()));
            for (int room = 0; room < 600; room += 7) {
                SimDisk disk = tenEntries();
                NodeStorage storage = openWithArrived(disk);
                disk.capacity(used(disk) + room);
                try {
                    call.on(storage);
                } catch (StorageBrokenException e) {
                    throw new AssertionError("no room is no reason to stop, with " + room + " bytes left", e);
                } catch (IOException e) {
                    failed++;
                    assertThat(e).hasStackTraceContaining("No space left on device");
                    State left = found(disk.crash(Crash.LOSES_ALL));
                    requirePrefix("write with " + room + " bytes left", before, after, left);
                    disk.capacity(Long.MAX_VALUE);
                    call.on(storage);
                }
                Fact.when("write with " + room + " bytes left, again with more, lose the power and open")
                        .gives(after, found(disk.crash(Crash.LOSES_ALL)));
            }
        }
        assertThat(failed).isGreaterThan(60);
    }

    /** With a mark that need not be lowered first, what takes room is the shorter list of the log's segments. */
    @Test
    void a_log_that_is_cut_or_started_over_waits_for_room() throws IOException {
        List<Call> cuts = List.of(
                storage -> storage.write(List.of(write(null, null, 4, 5, 6))),
                storage -> storage.write(List.of(write(null, RECEIVED, 51))));
        int failed = 0;
        for (Call cut : cuts) {
            for (int room = 0; room < 200; room += 3) {
                SimDisk disk = new SimDisk();
                RecordedNode.open(disk).write(List.of(write(FIRST, null)));
                SimDisk powered = disk.crash(Crash.LOSES_ALL);
                NodeStorage storage = openWithArrived(powered);
                for (int index = 1; index <= 10; index++) {
                    storage.write(List.of(write(null, null, index)));
                }
                powered.capacity(used(powered) + room);
                try {
                    cut.on(storage);
                } catch (StorageBrokenException e) {
                    throw new AssertionError("no room is no reason to stop, with " + room + " bytes left", e);
                } catch (IOException _) {
                    failed++;
                    // Nothing is lost; a snapshot may be there already.
                    assertThat(found(powered.crash(Crash.LOSES_ALL)).last().index())
                            .isIn(10L, 50L);
                    powered.capacity(Long.MAX_VALUE);
                    cut.on(storage);
                }
                long last = found(powered.crash(Crash.LOSES_ALL)).last().index();
                assertThat(last).as("the last entry, with %s bytes left", room).isIn(6L, 51L);
            }
        }
        assertThat(failed).isGreaterThan(20);
    }

    private static void requirePrefix(String did, State before, State after, State left) {
        assertThat(left.hardState()).as(did).isIn(before.hardState(), after.hardState());
        if (left.snapshot().equals(after.snapshot())) {
            long index = left.snapshot().last().index();
            List<Entry> all = new ArrayList<>(before.entries());
            all.removeIf(entry -> entry.index() <= index);
            boolean prefix = isPrefix(left.entries(), after.entries()) || isPrefix(left.entries(), all);
            Fact.when(did).holds(prefix, "a prefix of " + after, left);
        } else {
            assertThat(left.snapshot()).as(did).isEqualTo(before.snapshot());
            Fact.when(did).holds(isPrefix(left.entries(), before.entries()), "a prefix of " + before, left);
        }
        if (!left.hardState().equals(after.hardState())) {
            assertThat(left)
                    .as(did + ": the hard state is older, so the log is")
                    .isEqualTo(before);
        }
    }

    private static boolean isPrefix(List<Entry> some, List<Entry> all) {
        return some.size() <= all.size() && some.equals(all.subList(0, some.size()));
    }

    @Test
    void a_draft_without_room_is_deleted() throws IOException {
        SimDisk disk = tenEntries();
        NodeStorage storage = RecordedNode.open(disk);
        Snapshot snapshot = new Snapshot(new EntryId(7, 1), INITIAL);
        List<byte[]> pieces = List.of(new byte[100], new byte[200]);
        List<String> before = disk.list(DIRECTORY);
        for (int room : new int[] {0, 10, 60, 150, 340}) {
            disk.capacity(used(disk) + room);
            assertThatThrownBy(() -> storage.draft(new FrozenSnapshot(snapshot, pieces.iterator())))
                    .hasMessageContaining("No space left on device");
            assertThat(disk.list(DIRECTORY)).isEqualTo(before);
        }
        disk.capacity(Long.MAX_VALUE);
        storage.publish(storage.draft(new FrozenSnapshot(snapshot, pieces.iterator())));
        assertThat(RecordedNode.all(storage.content(snapshot))).hasSize(300);
    }

    @Test
    void a_piece_without_room_can_be_repeated() throws IOException {
        byte[] content = RecordedNode.content(RECEIVED);
        int failed = 0;
        for (int room = 0; room < content.length + 100; room += 7) {
            SimDisk disk = tenEntries();
            NodeStorage storage = RecordedNode.open(disk);
            disk.capacity(used(disk) + room);
            for (int at = 0; at < content.length; at += 150) {
                int to = Math.min(content.length, at + 150);
                StoreChunk chunk =
                        new StoreChunk(RECEIVED, at, Arrays.copyOfRange(content, at, to), to == content.length);
                try {
                    storage.storeChunk(chunk);
                } catch (IOException _) {
                    failed++;
                    disk.capacity(Long.MAX_VALUE);
                    storage.storeChunk(chunk);
                }
            }
            disk.capacity(Long.MAX_VALUE);
            storage.write(List.of(write(LATER, RECEIVED)));
            try (NodeStorage again = RecordedNode.open(disk.crash(Crash.LOSES_ALL))) {
                assertThat(again.restored().snapshot()).isEqualTo(RECEIVED);
                assertThat(RecordedNode.all(again.content(RECEIVED))).isEqualTo(content);
            }
        }
        assertThat(failed).isGreaterThan(30);
    }

    @Test
    void a_node_starts_and_stops_on_a_full_disk() throws IOException {
        SimDisk disk = new SimDisk();
        RecordedNode.open(disk).write(List.of(write(FIRST, null, 1, 2, 3)));
        SimDisk full = disk.crash(Crash.LOSES_ALL);
        full.capacity(used(full));
        try (NodeStorage storage = RecordedNode.open(full)) {
            assertThat(storage.restored().entries()).hasSize(3);
            assertThat(storage.remarks()).singleElement().asString().startsWith("the mark stays at entry 0: ");
        }
        full.capacity(Long.MAX_VALUE);
        try (NodeStorage storage = RecordedNode.open(full)) {
            assertThat(storage.restored().entries()).hasSize(3);
            assertThat(storage.remarks()).isEmpty();
        }
    }

    @Test
    void short_reads_and_writes_are_no_errors() throws IOException {
        for (int seed = 0; seed < 20; seed++) {
            SimDisk disk = tenEntries();
            disk.shortTransfers(seed);
            NodeStorage storage = openWithArrived(disk);
            storage.write(List.of(write(LATER, null, 8, 9)));
            storage.write(List.of(write(null, RECEIVED, 51, 52, 53)));
            byte[] content = RecordedNode.content(RECEIVED);
            assertThat(RecordedNode.all(storage.content(RECEIVED))).isEqualTo(content);
            NodeStorage.Piece piece = storage.read(RECEIVED, 10, 200);
            assertThat(piece).isNotNull();
            assertThat(piece == null ? null : piece.bytes()).isEqualTo(Arrays.copyOfRange(content, 10, 210));
            SimDisk after = disk.crash(Crash.LOSES_ALL);
            after.shortTransfers(seed);
            State expected =
                    new State(LATER, RECEIVED, write(null, null, 51, 52, 53).entries());
            assertThat(found(after)).isEqualTo(expected);
        }
    }

    private static long used(SimDisk disk) {
        return disk.files().values().stream().mapToLong(bytes -> bytes.length).sum();
    }

    private static State found(SimDisk disk) throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            Fact.when("open; damaged up to").gives(0, storage.restored().damagedUpTo());
            return State.of(storage.restored());
        }
    }

    private static Write write(@Nullable HardState hardState, @Nullable Snapshot snapshot, int... indices) {
        long term = indices.length > 0 && indices[0] == 1 ? 1 : 2;
        List<Entry> entries = new ArrayList<>();
        for (int index : indices) {
            entries.add(new Entry(index, term, new Payload.Command(new byte[30])));
        }
        return new Write(1, hardState, snapshot, entries);
    }
}

package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static kvs.cluster.RecordedNode.DIRECTORY;
import static kvs.cluster.RecordedNode.INITIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import kvs.cluster.NodeStorage.Draft;
import kvs.cluster.NodeStorage.Piece;
import kvs.cluster.RecordedNode.State;
import kvs.io.Crash;
import kvs.io.DirectoryLostException;
import kvs.io.Disk;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.log.RecordLog;
import kvs.log.RecordVisitor;
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
import org.junit.jupiter.api.Test;

/** What a node finds again, and what it refuses to start from. */
class NodeStorageTest {
    private final SimDisk disk = new SimDisk();

    @Test
    void a_node_starts_for_the_first_time_with_the_initial_configuration() throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            assertThat(storage.restored()).isEqualTo(Restored.fresh(INITIAL));
            assertThat(storage.snapshotBytes()).isZero();
        }
        // It has promised nothing yet, so another configuration counts.
        Configuration other = Configuration.ofVoters(4);
        try (NodeStorage storage = NodeStorage.open(disk, DIRECTORY, other, RecordedNode.small())) {
            assertThat(storage.restored()).isEqualTo(Restored.fresh(other));
        }
    }

    /** What is written under a path that leads elsewhere is not found by the next start, so it must not be acknowledged. */
    @Test
    void rejects_writes_while_the_log_is_not_in_its_place() throws IOException {
        Path log = DIRECTORY.resolve("log");
        Path moved = DIRECTORY.resolve("moved");
        try (NodeStorage storage = RecordedNode.open(disk)) {
            storage.write(List.of(write(1, new HardState(1, 2), 1)));
            disk.moveDirectory(log, moved);
            int operations = disk.operations();
            assertThatThrownBy(() -> storage.write(List.of(write(2, new HardState(2, 2), 2))))
                    .isInstanceOf(DirectoryLostException.class);
            assertThat(disk.operations()).isEqualTo(operations);
            disk.moveDirectory(moved, log);
            storage.write(List.of(write(2, new HardState(2, 2), 2)));
        }
        assertThat(restored(disk).hardState()).isEqualTo(new HardState(2, 2));
    }

    @Test
    void the_initial_configuration_lasts_until_there_is_a_snapshot() throws IOException {
        write(disk, write(1, new HardState(1, 2), 1));
        try (NodeStorage storage = NodeStorage.open(disk, DIRECTORY, Configuration.EMPTY, RecordedNode.small())) {
            assertThat(storage.restored().snapshot().configuration()).isEqualTo(INITIAL);
            storage.write(List.of(write(1, new HardState(2, 2), 2)));
        }
        assertThat(restored(disk).snapshot().configuration()).isEqualTo(INITIAL);
        try (NodeStorage storage = NodeStorage.open(disk, DIRECTORY, Configuration.EMPTY, RecordedNode.small())) {
            assertThat(storage.restored().snapshot().configuration()).isEqualTo(INITIAL);
        }
    }

    @Test
    void every_payload_is_found_again() throws IOException {
        Configuration joined = new Configuration(Configuration.ofVoters(1, 2).members(), 9);
        List<Entry> entries = List.of(
                new Entry(1, 1, Payload.Noop.INSTANCE),
                new Entry(2, 1, new Payload.Reconfigure(joined)),
                new Entry(3, 2, new Payload.Command(new byte[0])),
                new Entry(4, 2, new Payload.Command(new byte[5000])));
        write(disk, new Write(1, new HardState(2, 1), null, entries));
        assertThat(restored(disk))
                .isEqualTo(new Restored(new HardState(2, 1), new Snapshot(EntryId.NONE, INITIAL), entries, 0));
    }

    @Test
    void all_writes_of_a_call_share_one_force() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 2), 1)));
        int before = disk.operations();
        storage.write(List.of(write(1, null, 2, 3), write(1, null, 4), write(1, null, 5)));
        List<SimOperation> did = disk.trace().subList(before, disk.operations());
        assertThat(did).filteredOn(SimOperation.Force.class::isInstance).hasSize(1);
        assertThat(did).noneMatch(SimOperation.ForceDirectory.class::isInstance);
        assertThat(did.getLast()).isInstanceOf(SimOperation.Force.class);
        assertThat(restored(disk.crash(Crash.LOSES_ALL)).entries()).hasSize(5);
    }

    @Test
    void a_write_of_nothing_touches_nothing() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 2), 1)));
        int before = disk.operations();
        storage.write(List.of());
        storage.write(List.of(write(1, null), write(1, new HardState(1, 2))));
        assertThat(disk.operations()).isEqualTo(before);
    }

    @Test
    void entries_replace_all_from_their_first_index_on() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        List<Integer> forty = new ArrayList<>();
        for (int i = 1; i <= 40; i++) {
            forty.add(i);
        }
        storage.write(List.of(new Write(1, new HardState(1, 0), null, entries(1, forty))));
        // In the newest segment, then in the first, then of the same call, then all.
        for (int first : new int[] {39, 3, 1}) {
            int term = 100 - first;
            storage.write(List.of(
                    write(term, new HardState(term, 0), first, first + 1, first + 2),
                    write(term, null, first + 2, first + 3)));
            List<Entry> found = restored(SimDisk.with(disk.files())).entries();
            assertThat(found).hasSize(first + 3);
            assertThat(found.subList(first - 1, first + 3)).allMatch(entry -> entry.term() == term);
        }
    }

    @Test
    void a_hole_in_a_write_is_a_bug() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 2), 1)));
        assertThatThrownBy(() -> storage.write(List.of(write(1, null, 3))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("Entry 3@1 does not follow the last on disk, 1. Report this as a bug");
    }

    @Test
    void a_snapshot_of_the_own_state_is_published_and_the_log_compacted() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        for (int i = 1; i <= 60; i++) {
            storage.write(List.of(write(1, i == 1 ? new HardState(1, 1) : null, i)));
        }
        Snapshot first = new Snapshot(new EntryId(20, 1), Configuration.ofVoters(1, 2));
        Snapshot second = new Snapshot(new EntryId(50, 1), Configuration.ofVoters(2));
        storage.publish(draft(storage, first));
        Draft draft = draft(storage, second);
        assertThat(restored(SimDisk.with(disk.files())).snapshot()).isEqualTo(first);
        storage.publish(draft);
        long before = storage.logBytes();
        storage.compact(45);
        assertThat(storage.logBytes()).isLessThan(before).isEqualTo(bytesOfLog());
        assertThat(storage.snapshotBytes()).isEqualTo(RecordedNode.content(second).length);
        assertThat(names()).contains("snapshot-50-1").doesNotContain("snapshot-20-1", "snapshot-50-1.draft");
        // It keeps what it has to, whatever it is asked.
        storage.compact(1000);
        State expected =
                new State(new HardState(1, 1), second, entries(1, List.of(51, 52, 53, 54, 55, 56, 57, 58, 59, 60)));
        assertThat(State.of(restored(disk.crash(Crash.LOSES_ALL)))).isEqualTo(expected);
    }

    @Test
    void the_size_of_the_log_is_that_of_its_files() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        assertThat(storage.logBytes()).isEqualTo(bytesOfLog());
        for (int i = 1; i <= 30; i++) {
            storage.write(List.of(write(1, i == 1 ? new HardState(1, 1) : null, i)));
            assertThat(storage.logBytes()).isEqualTo(bytesOfLog());
        }
        storage.write(List.of(write(2, new HardState(2, 1), 4)));
        assertThat(storage.logBytes()).isEqualTo(bytesOfLog());
        storage.close();
        try (NodeStorage again = RecordedNode.open(disk)) {
            assertThat(again.logBytes()).isEqualTo(bytesOfLog());
        }
    }

    @Test
    void an_older_draft_is_deleted_instead_of_published() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 1), 1, 2, 3, 4)));
        Draft older = draft(storage, new Snapshot(new EntryId(2, 1), INITIAL));
        Snapshot newer = new Snapshot(new EntryId(4, 1), INITIAL);
        storage.publish(draft(storage, newer));
        storage.publish(older);
        Draft unwanted = draft(storage, new Snapshot(new EntryId(3, 1), INITIAL));
        storage.discard(unwanted);
        assertThat(names()).contains("snapshot-4-1").noneMatch(name -> name.contains("-2-") || name.contains("-3-"));
        assertThat(restored(SimDisk.with(disk.files())).snapshot()).isEqualTo(newer);
    }

    @Test
    void a_snapshot_arrives_in_pieces_and_takes_the_place_of_the_log() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 1), 1, 2, 3)));
        Snapshot other = new Snapshot(new EntryId(30, 2), INITIAL);
        Snapshot received = new Snapshot(new EntryId(40, 2), Configuration.ofVoters(5));
        storage.storeChunk(new StoreChunk(other, 0, new byte[] {9}, false));
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1, 2}, false));
        assertThatThrownBy(() -> storage.content(received)).isInstanceOf(NoSuchFileException.class);
        storage.storeChunk(new StoreChunk(received, 2, new byte[] {}, false));
        storage.storeChunk(new StoreChunk(received, 2, new byte[] {3}, true));
        // The state machine reads it before it is installed, and meanwhile.
        Iterator<byte[]> before = storage.content(received);
        storage.write(List.of(
                new Write(2, new HardState(2, 3), null, List.of()),
                new Write(3, null, received, entries(2, List.of(41)))));
        assertThat(RecordedNode.all(before)).containsExactly(1, 2, 3);
        assertThat(RecordedNode.all(storage.content(received))).containsExactly(1, 2, 3);
        assertThat(names()).noneMatch(name -> name.endsWith(".arriving"));
        SimDisk after = disk.crash(Crash.LOSES_ALL);
        assertThat(State.of(restored(after)))
                .isEqualTo(new State(new HardState(2, 3), received, entries(2, List.of(41))));
        try (NodeStorage again = RecordedNode.open(after)) {
            assertThat(RecordedNode.all(again.content(received))).containsExactly(1, 2, 3);
        }
    }

    @Test
    void a_snapshot_that_arrives_again_is_not_there_until_it_is_whole_again() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        Snapshot received = new Snapshot(new EntryId(40, 2), INITIAL);
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1, 2}, true));
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1}, false));
        assertThatThrownBy(() -> storage.content(received)).isInstanceOf(NoSuchFileException.class);
        storage.storeChunk(new StoreChunk(received, 1, new byte[] {2}, true));
        storage.write(List.of(new Write(1, new HardState(2, 0), received, List.of())));
        assertThat(RecordedNode.all(storage.content(received))).containsExactly(1, 2);
    }

    /** The loop's thread opens it by the old name just when the disk thread gives it the new one. */
    @Test
    void a_snapshot_that_gets_its_name_while_it_is_opened_is_read_all_the_same() throws IOException {
        Snapshot received = new Snapshot(new EntryId(40, 2), INITIAL);
        List<NodeStorage> opened = new ArrayList<>();
        List<Object> interrupted = new ArrayList<>();
        Disk meanwhile = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (_, method, arguments) -> {
                    if (method.getName().equals("openToRead") && !opened.isEmpty() && interrupted.isEmpty()) {
                        interrupted.add(arguments[0]);
                        opened.getFirst().write(List.of(new Write(1, new HardState(2, 0), received, List.of())));
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        NodeStorage storage = RecordedNode.open(meanwhile);
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1, 2}, true));
        opened.add(storage);
        assertThat(RecordedNode.all(storage.content(received))).containsExactly(1, 2);
        assertThat(interrupted).containsExactly(DIRECTORY.resolve("snapshot-40-2.arriving"));
    }

    /** A directory is opened to force it. The snapshot has its name by then, and must not be renamed again. */
    @Test
    void a_snapshot_is_published_when_descriptors_are_back() throws IOException {
        Snapshot received = new Snapshot(new EntryId(40, 2), INITIAL);
        int[] failures = {0};
        Disk scarce = (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (_, method, arguments) -> {
                    if (method.getName().equals("forceDirectory") && failures[0] > 0) {
                        failures[0]--;
                        throw new IOException(arguments[0] + ": Too many open files");
                    }
                    try {
                        return method.invoke(disk, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
        NodeStorage storage = RecordedNode.open(scarce);
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1, 2}, true));
        List<Write> writes = List.of(new Write(1, null, received, List.of()));
        storage.write(List.of(new Write(1, new HardState(2, 0), null, List.of())));
        failures[0] = 2;
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> storage.write(writes)).hasMessageContaining("Too many open files");
        }
        storage.write(writes);
        assertThat(RecordedNode.all(storage.content(received))).containsExactly(1, 2);
        storage.close();
        try (NodeStorage again = RecordedNode.open(disk.crash(Crash.LOSES_ALL))) {
            assertThat(again.restored().snapshot()).isEqualTo(received);
        }
    }

    @Test
    void a_piece_that_does_not_follow_is_a_bug() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        Snapshot received = new Snapshot(new EntryId(40, 2), INITIAL);
        storage.storeChunk(new StoreChunk(received, 0, new byte[] {1, 2}, false));
        for (StoreChunk wrong : List.of(
                new StoreChunk(received, 1, new byte[] {3}, false),
                new StoreChunk(received, 3, new byte[] {3}, true),
                new StoreChunk(new Snapshot(new EntryId(41, 2), INITIAL), 2, new byte[] {3}, true))) {
            assertThatThrownBy(() -> storage.storeChunk(wrong))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("does not follow what was kept: 2 bytes of 40@2. Report this as a bug");
        }
        assertThatThrownBy(() -> storage.write(List.of(new Write(1, null, received, List.of()))))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("its last piece has not arrived");
    }

    @Test
    void a_snapshot_is_read_in_pieces_until_a_newer_one_replaces_it() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 1), 1, 2, 3, 4)));
        Snapshot first = new Snapshot(new EntryId(3, 1), INITIAL);
        byte[] content = RecordedNode.content(first);
        assertThat(storage.read(first, 0, 10)).isNull();
        storage.publish(draft(storage, first));
        Piece piece = piece(storage.read(first, 0, 100));
        assertThat(piece.bytes()).isEqualTo(Arrays.copyOf(content, 100));
        assertThat(piece.last()).isFalse();
        piece = piece(storage.read(first, 100, 1000));
        assertThat(piece.bytes()).isEqualTo(Arrays.copyOfRange(content, 100, content.length));
        assertThat(piece.last()).isTrue();
        piece = piece(storage.read(first, content.length, 1000));
        assertThat(piece.bytes()).isEmpty();
        assertThat(piece.last()).isTrue();
        assertThat(piece(storage.read(first, 0, content.length)).last()).isTrue();
        assertThat(storage.read(first, content.length + 1, 10)).isNull();
        storage.read(first, 0, 10);
        storage.publish(draft(storage, new Snapshot(new EntryId(4, 1), INITIAL)));
        assertThat(storage.read(first, 10, 10)).isNull();
        assertThatThrownBy(() -> storage.content(first)).isInstanceOf(NoSuchFileException.class);
    }

    /** What was written under a temporary name when the power failed is deleted; other files stay. */
    @Test
    void leftovers_are_deleted() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 1), 1, 2, 3)));
        Snapshot snapshot = new Snapshot(new EntryId(3, 1), INITIAL);
        draft(storage, snapshot);
        storage.storeChunk(new StoreChunk(new Snapshot(new EntryId(9, 1), INITIAL), 0, new byte[8], true));
        Map<Path, byte[]> files = disk.files();
        files.put(DIRECTORY.resolve("hard-state.tmp"), new byte[3]);
        files.put(DIRECTORY.resolve("notes.txt"), new byte[3]);
        files.put(DIRECTORY.resolve("snapshot-3-1.damaged"), new byte[3]);
        SimDisk found = SimDisk.with(files);
        assertThat(restored(found).entries()).hasSize(3);
        assertThat(found.list(DIRECTORY)).containsExactly("hard-state", "notes.txt", "snapshot-3-1.damaged");
    }

    @Test
    void a_log_that_ends_before_the_snapshot_starts_over_after_it() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(write(1, new HardState(1, 1), 1, 2, 3)));
        Snapshot ahead = new Snapshot(new EntryId(5, 1), INITIAL);
        storage.publish(draft(storage, ahead));
        SimDisk after = disk.crash(Crash.LOSES_ALL);
        assertThat(restored(after)).isEqualTo(new Restored(new HardState(1, 1), ahead, List.of(), 0));
        write(after, write(1, null, 6));
        assertThat(restored(after).entries()).isEqualTo(entries(1, List.of(6)));
        // Without a crash, the entries that are missing arrive.
        storage.write(List.of(write(1, null, 4, 5, 6, 7)));
        assertThat(restored(SimDisk.with(disk.files())).entries()).isEqualTo(entries(1, List.of(6, 7)));
    }

    /** The mark is beyond the snapshot, but what the log held there was never committed. */
    @Test
    void a_log_that_contradicts_the_snapshot_starts_over_and_is_not_damaged() throws IOException {
        for (int term : new int[] {1, 3}) {
            // Also an entry of an earlier term can be the one that was committed (Raft, figure 8).
            SimDisk mine = new SimDisk();
            NodeStorage storage = RecordedNode.open(mine);
            storage.write(List.of(write(term, new HardState(term, 1), 1, 2, 3, 4, 5, 6)));
            storage.write(List.of(write(term, new HardState(4, 1))));
            Snapshot other = new Snapshot(new EntryId(4, 2), INITIAL);
            storage.publish(draft(storage, other));
            SimDisk after = mine.crash(Crash.LOSES_ALL);
            Restored expected = new Restored(new HardState(4, 1), other, List.of(), 0);
            assertThat(restored(after)).isEqualTo(expected);
            assertThat(restored(after)).isEqualTo(expected);
            for (int n = 0; n <= after.operations(); n++) {
                assertThat(restored(after.asOf(n).crash(Crash.random(n)))).isEqualTo(expected);
            }
        }
    }

    @Test
    void entries_without_a_hard_state_are_refused() throws IOException {
        write(disk, write(1, new HardState(1, 1), 1));
        refuses(
                without("hard-state"),
                DIRECTORY.resolve("hard-state") + " is missing, and "
                        + DIRECTORY.resolve("log").resolve("0000000001.log")
                        + " exists: the node's term and vote are lost, and it could vote twice in one term. Remove this node"
                        + " from the cluster, and add it under a new id with an empty directory");
    }

    @Test
    void a_snapshot_without_a_hard_state_is_refused() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        storage.publish(draft(storage, new Snapshot(new EntryId(4, 2), INITIAL)));
        refuses(
                without("hard-state"),
                DIRECTORY.resolve("hard-state") + " is missing, and " + DIRECTORY.resolve("snapshot-4-2")
                        + " exists: ");
    }

    @Test
    void a_hard_state_without_a_log_is_refused() throws IOException {
        write(disk, write(1, new HardState(1, 1)));
        refuses(without("log"), DIRECTORY.resolve("log") + " has no log, and " + DIRECTORY.resolve("hard-state"));
    }

    @Test
    void a_log_that_begins_after_the_snapshot_is_refused() throws IOException {
        NodeStorage storage = RecordedNode.open(disk);
        Snapshot received = new Snapshot(new EntryId(40, 2), INITIAL);
        storage.storeChunk(new StoreChunk(received, 0, new byte[8], true));
        storage.write(List.of(new Write(1, new HardState(2, 0), received, List.of())));
        String problem = DIRECTORY.resolve("log") + " begins with entry 41, and the newest snapshot in " + DIRECTORY
                + " ends with entry 0: a snapshot has been removed. Put it back; or ";
        refuses(without("snapshot-40-2"), problem);
        storage.write(List.of(write(2, null, 41)));
        refuses(without("snapshot-40-2"), problem);
        storage.close();
        assertThat(restored(disk).entries()).hasSize(1);
    }

    @Test
    void a_log_of_something_else_is_refused() throws IOException {
        write(disk, write(1, new HardState(1, 1), 1));
        SimDisk other = new SimDisk();
        try (RecordLog log =
                RecordLog.open(other, DIRECTORY.resolve("log"), RecordedNode.small(), RecordVisitor.NONE)) {
            log.append(kvs.log.Payload.of((byte) 1, (byte) 2));
        }
        Map<Path, byte[]> files = new TreeMap<>(other.files());
        files.put(DIRECTORY.resolve("hard-state"), disk.bytes(DIRECTORY.resolve("hard-state")));
        refuses(
                SimDisk.with(files),
                DIRECTORY.resolve("log").resolve("0000000001.log")
                        + " at offset 32: expected entry 1 of a Raft log, found something else: ");
    }

    private SimDisk without(String name) {
        Map<Path, byte[]> files = disk.files();
        files.keySet().removeIf(file -> file.startsWith(DIRECTORY.resolve(name)));
        return SimDisk.with(files);
    }

    private static void refuses(SimDisk disk, String message) {
        Map<Path, byte[]> before = filesButTheMark(disk);
        assertThatThrownBy(() -> RecordedNode.open(disk)).hasMessageStartingWith(message);
        assertThat(filesButTheMark(disk)).usingRecursiveComparison().isEqualTo(before);
        // It has given up its locks: the next try says the same.
        assertThatThrownBy(() -> RecordedNode.open(disk)).hasMessageStartingWith(message);
    }

    /** The log has been opened and closed, without any change of its records. */
    private static Map<Path, byte[]> filesButTheMark(SimDisk disk) {
        Map<Path, byte[]> files = disk.files();
        files.keySet().removeIf(file -> file.endsWith("clean-stop"));
        return files;
    }

    private List<String> names() {
        return disk.list(DIRECTORY);
    }

    private long bytesOfLog() throws IOException {
        long bytes = 0;
        for (String name : disk.list(DIRECTORY.resolve("log"))) {
            if (name.endsWith(".log")) {
                bytes += disk.bytes(DIRECTORY.resolve("log").resolve(name)).length;
            }
        }
        return bytes;
    }

    private static Piece piece(@Nullable Piece piece) {
        assertThat(piece).isNotNull();
        return Objects.requireNonNull(piece);
    }

    private static Draft draft(NodeStorage storage, Snapshot snapshot) throws IOException {
        return storage.draft(new FrozenSnapshot(
                snapshot, List.of(RecordedNode.content(snapshot)).iterator()));
    }

    private static Restored restored(SimDisk disk) throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            return storage.restored();
        }
    }

    private static void write(SimDisk disk, Write write) throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            storage.write(List.of(write));
        }
    }

    private static Write write(long term, @Nullable HardState hardState, int... indices) {
        return new Write(
                1, hardState, null, entries(term, Arrays.stream(indices).boxed().toList()));
    }

    private static List<Entry> entries(long term, List<Integer> indices) {
        return indices.stream()
                .map(index -> new Entry(index, term, new Payload.Command(("value " + index).getBytes(US_ASCII))))
                .toList();
    }
}

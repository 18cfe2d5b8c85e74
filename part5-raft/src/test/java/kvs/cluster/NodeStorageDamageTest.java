package kvs.cluster;

import static kvs.cluster.RecordedNode.DIRECTORY;
import static kvs.cluster.RecordedNode.INITIAL;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.log.Salvage;
import kvs.protocol.Fact;
import kvs.raft.Effects.StoreChunk;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import kvs.raft.kv.FrozenSnapshot;
import org.junit.jupiter.api.Test;

/**
 * Bytes that were right once and are wrong now. The node starts all the same, as recovering: it knows how far its log had
 * been durable, and keeps knowing it until the log is there again.
 */
class NodeStorageDamageTest {
    private static final Path LOG = DIRECTORY.resolve("log");
    private static final Path MANIFEST = LOG.resolve("manifest");
    private static final HardState VOTED = new HardState(3, 2);
    private static final int ENTRIES = 30;

    /** How far the log was durable when the hard state was last stored. */
    private static final int MARK = 27;

    /** Thirty entries in some four segments, each forced alone. */
    private final SimDisk whole = thirty();

    private static SimDisk thirty() {
        try {
            SimDisk disk = new SimDisk();
            NodeStorage storage = RecordedNode.open(disk);
            storage.write(List.of(new Write(1, new HardState(1, 1), null, List.of(entry(1)))));
            for (int index = 2; index <= ENTRIES; index++) {
                HardState voted = index == MARK + 1 ? VOTED : null;
                storage.write(List.of(new Write(index, voted, null, List.of(entry(index)))));
            }
            // Not closed: nothing that closing adds may be needed.
            return SimDisk.with(disk.files());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Entry entry(long index) {
        return new Entry(index, 1, new Payload.Command(new byte[] {(byte) index, 2, 3, 4, 5}));
    }

    @Test
    void any_flipped_bit_in_the_log_is_noticed_unless_it_hits_the_unmarked_end() throws IOException {
        int recovering = 0;
        for (Path file : whole.files().keySet()) {
            if (!file.startsWith(LOG)) {
                continue;
            }
            for (int at = 0; at < whole.bytes(file).length; at += 7) {
                SimDisk disk = SimDisk.with(whole.files());
                disk.flip(file, at, at % 8);
                String did = "open with bit " + at % 8 + " of byte " + at + " of " + file + " flipped";
                Restored found = restored(disk);
                Fact.when(did + "; term and vote").gives(VOTED, found.hardState());
                int kept = found.entries().size();
                Fact.when(did + "; the entries").gives(entries(1, kept), found.entries());
                if (found.damagedUpTo() > 0) {
                    recovering++;
                    // Where it is unknown how many entries a file had, one more has to arrive.
                    Fact.when(did + "; damaged up to")
                            .holds(
                                    found.damagedUpTo() == ENTRIES
                                            || (found.damagedUpTo() == ENTRIES + 1 && at < 32)
                                            || file.equals(MANIFEST),
                                    "" + ENTRIES,
                                    found.damagedUpTo());
                } else if (kept < ENTRIES) {
                    Fact.when(did)
                            .usually("forced entries before the mark were taken for a torn tail")
                            .holds(kept == ENTRIES - 1, "all entries but the last", kept);
                }
                if (at % 4 == 0) {
                    Fact.when(did + ", and open again").gives(found, restored(disk));
                }
            }
        }
        assertThat(recovering).isGreaterThan(100);
    }

    @Test
    void a_log_that_ends_before_the_mark_is_damaged() throws IOException {
        Path newest = newest(whole);
        byte[] bytes = whole.bytes(newest);
        for (int length = 32; length < bytes.length; length++) {
            SimDisk disk = with(whole, newest, Arrays.copyOf(bytes, length));
            Restored found = restored(disk);
            int kept = found.entries().size();
            Fact.when("open with the newest segment cut after " + length + " bytes, which leaves " + kept + " entries")
                    .gives(kept < MARK ? MARK : 0, found.damagedUpTo());
            Fact.when("open it again").gives(found, restored(disk));
        }
    }

    @Test
    void a_log_without_its_newest_segment_is_damaged() throws IOException {
        Map<Path, byte[]> files = whole.files();
        files.remove(newest(whole));
        Restored found = restored(SimDisk.with(files));
        assertThat(found.entries()).isNotEmpty().hasSizeLessThan(MARK);
        assertThat(found.damagedUpTo()).isEqualTo(MARK);
    }

    /** In a quiet term the hard state does not change; the mark follows the log all the same. */
    @Test
    void the_mark_follows_the_log_without_a_new_term() throws IOException {
        for (boolean closed : new boolean[] {false, true}) {
            SimDisk disk = new SimDisk();
            NodeStorage storage = RecordedNode.open(disk);
            storage.write(List.of(new Write(1, VOTED, null, List.of(entry(1)))));
            for (int index = 2; index <= ENTRIES; index++) {
                storage.write(List.of(new Write(index, null, null, List.of(entry(index)))));
            }
            if (closed) {
                storage.close();
            }
            SimDisk cut = SimDisk.with(disk.files());
            Path newest = newest(cut);
            Restored found = restored(with(cut, newest, Arrays.copyOf(cut.bytes(newest), 32)));
            int kept = found.entries().size();
            Fact.when("lose the newest segment of a log that was " + (closed ? "closed" : "not closed"))
                    .gives(closed ? ENTRIES : kept + 1, found.damagedUpTo());
        }
    }

    @Test
    void a_salvage_by_hand_leaves_a_gap_that_is_noticed() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        Salvage.run(disk, LOG, RecordedNode.small().withAllowedFiles(_ -> true));
        Restored found = restored(disk);
        assertThat(found.entries()).isEqualTo(entries(1, 9));
        assertThat(found.damagedUpTo()).isEqualTo(ENTRIES);
        assertThat(restored(disk)).isEqualTo(found);
    }

    @Test
    void damage_that_the_snapshot_covers_costs_nothing() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        Snapshot snapshot = publish(disk, 20);
        flipEntry(disk, 10);
        Restored found = restored(disk);
        assertThat(found.snapshot()).isEqualTo(snapshot);
        assertThat(found.entries()).isEqualTo(entries(21, ENTRIES));
        assertThat(found.damagedUpTo()).isZero();
        assertThat(restored(disk)).isEqualTo(found);
    }

    @Test
    void the_damaged_files_are_kept() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        Map<Path, byte[]> before = disk.files();
        restored(disk);
        for (Map.Entry<Path, byte[]> file : before.entrySet()) {
            if (file.getKey().startsWith(LOG)) {
                Path copy = LOG.resolve("damaged-1").resolve(file.getKey().getFileName());
                assertThat(disk.bytes(copy)).isEqualTo(file.getValue());
            }
        }
    }

    @Test
    void a_crash_while_it_recovers_changes_nothing() throws IOException {
        for (int index : new int[] {1, 10, 26}) {
            SimDisk damaged = SimDisk.with(whole.files());
            flipEntry(damaged, index);
            SimDisk first = SimDisk.with(damaged.files());
            Restored found = restored(first);
            Fact.when("open with entry " + index + " damaged; damaged up to").gives(ENTRIES, found.damagedUpTo());
            Fact.when("open with entry " + index + " damaged").gives(entries(1, index - 1), found.entries());
            for (int n = 0; n <= first.operations(); n++) {
                SimDisk then = first.asOf(n);
                for (int seed = 0; seed < 3; seed++) {
                    SimDisk second = then.crash(Crash.random(seed));
                    Restored again = restored(second);
                    String did = "open with entry " + index + " damaged after a crash at operation " + n
                            + ", Crash.random(" + seed + ")";
                    Fact.when(did + "; term, vote, damaged up to")
                            .gives(
                                    List.of(found.hardState(), found.damagedUpTo()),
                                    List.of(again.hardState(), again.damagedUpTo()));
                    // The last entry before the gap is written anew, and may get lost.
                    int kept = again.entries().size();
                    Fact.when(did)
                            .holds(kept == index - 1 || kept == index - 2, index - 1 + " entries, or one less", kept);
                    Fact.when(did).gives(entries(1, kept), again.entries());
                }
            }
        }
    }

    @Test
    void it_is_damaged_until_the_log_is_where_it_was() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        for (int index = 10; index <= ENTRIES; index++) {
            // One more entry per start, and a new term each, which must not lose the mark.
            HardState next = new HardState(100 + index, 1);
            SimDisk left;
            try (NodeStorage storage = RecordedNode.open(disk)) {
                Fact.when("open with entries up to " + (index - 1) + "; damaged up to")
                        .gives(ENTRIES, storage.restored().damagedUpTo());
                storage.write(List.of(new Write(1, next, null, List.of(entry(index)))));
                left = disk.crash(Crash.LOSES_ALL);
            }
            disk = index % 2 == 0 ? disk : left;
        }
        Restored found = restored(disk);
        assertThat(found.damagedUpTo()).isZero();
        assertThat(found.entries()).isEqualTo(entries(1, ENTRIES));
    }

    @Test
    void a_recovered_log_may_be_cut_below_the_mark() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(new Write(1, null, null, entries(10, ENTRIES))));
        Entry other = new Entry(20, 5, Payload.Noop.INSTANCE);
        storage.write(List.of(new Write(2, new HardState(5, 1), null, List.of(other))));
        Restored found = restored(disk.crash(Crash.LOSES_ALL));
        assertThat(found.entries()).hasSize(20).endsWith(other);
        assertThat(found.damagedUpTo()).isZero();
    }

    @Test
    void a_cut_while_recovering_keeps_the_mark() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        NodeStorage storage = RecordedNode.open(disk);
        Entry other = new Entry(5, 5, Payload.Noop.INSTANCE);
        storage.write(List.of(new Write(1, new HardState(5, 1), null, List.of(other))));
        Restored found = restored(disk.crash(Crash.LOSES_ALL));
        assertThat(found.entries()).hasSize(5).endsWith(other);
        assertThat(found.damagedUpTo()).isEqualTo(ENTRIES);
    }

    @Test
    void a_snapshot_beyond_the_mark_recovers_it() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        flipEntry(disk, 10);
        Snapshot snapshot = publish(disk, ENTRIES);
        Restored found = restored(disk);
        assertThat(found.snapshot()).isEqualTo(snapshot);
        assertThat(found.damagedUpTo()).isZero();
    }

    @Test
    void any_flipped_bit_in_the_hard_state_is_refused() throws IOException {
        Path file = DIRECTORY.resolve("hard-state");
        for (int at = 0; at < whole.bytes(file).length; at++) {
            SimDisk disk = SimDisk.with(whole.files());
            disk.flip(file, at, at % 8);
            assertThatThrownBy(() -> RecordedNode.open(disk))
                    .hasMessageStartingWith(file + " at offset ")
                    .hasMessageContaining("remove this node from the cluster, and add it under a new id");
            assertThat(disk.operations()).isZero();
        }
    }

    @Test
    void any_flipped_bit_in_a_snapshot_sets_it_aside() throws IOException {
        SimDisk published = SimDisk.with(whole.files());
        publish(published, 20);
        Path file = DIRECTORY.resolve("snapshot-20-1");
        for (int at = 0; at < published.bytes(file).length; at += at < 60 ? 1 : 13) {
            SimDisk disk = SimDisk.with(published.files());
            disk.flip(file, at, at % 8);
            byte[] damaged = disk.bytes(file);
            SimDisk first = SimDisk.with(disk.files());
            Restored found = restored(first);
            // The log goes on from entry 1, since it was not compacted: nothing is lost.
            Restored expected = new Restored(VOTED, new Snapshot(EntryId.NONE, INITIAL), entries(1, ENTRIES), 0);
            Fact.when("open with byte " + at + " of the snapshot flipped").gives(expected, found);
            assertThat(first.bytes(DIRECTORY.resolve("snapshot-20-1.damaged"))).isEqualTo(damaged);
        }
    }

    @Test
    void a_damaged_snapshot_in_front_of_a_compacted_log_leaves_nothing() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        try (NodeStorage storage = RecordedNode.open(disk)) {
            storage.publish(draft(storage, snapshot(20)));
            storage.compact(21);
        }
        Path file = DIRECTORY.resolve("snapshot-20-1");
        disk.flip(file, 30, 1);
        SimDisk first = SimDisk.with(disk.files());
        Restored expected = new Restored(VOTED, new Snapshot(EntryId.NONE, INITIAL), List.of(), ENTRIES);
        assertThat(restored(first)).isEqualTo(expected);
        for (int n = 0; n <= first.operations(); n++) {
            for (int seed = 0; seed < 10; seed++) {
                SimDisk second = first.asOf(n).crash(Crash.random(seed));
                Fact.when("open after a crash at operation " + n).gives(expected, restored(second));
            }
        }
        // A leader sends a snapshot.
        Snapshot later = snapshot(40);
        try (NodeStorage storage = RecordedNode.open(first)) {
            storage.storeChunk(new StoreChunk(later, 0, new byte[5], true));
            storage.write(List.of(new Write(1, null, later, List.of())));
        }
        assertThat(restored(first)).isEqualTo(new Restored(VOTED, later, List.of(), 0));
    }

    /** The name of the file tells how far the node had been, beyond every mark. */
    @Test
    void a_damaged_snapshot_ahead_of_the_log_is_missed() throws IOException {
        SimDisk disk = new SimDisk();
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(new Write(1, VOTED, null, entries(1, 3))));
        storage.publish(draft(storage, snapshot(5)));
        disk.flip(DIRECTORY.resolve("snapshot-5-1"), 30, 1);
        SimDisk damaged = disk.crash(Crash.LOSES_ALL);
        Restored expected = new Restored(VOTED, new Snapshot(EntryId.NONE, INITIAL), entries(1, 3), 5);
        assertThat(restored(damaged)).isEqualTo(expected);
        assertThat(restored(damaged)).isEqualTo(expected);
    }

    @Test
    void the_snapshot_before_a_damaged_one_is_used_if_it_is_there() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        Snapshot older = publish(disk, 10);
        Map<Path, byte[]> kept = disk.files();
        publish(disk, 20);
        Map<Path, byte[]> files = disk.files();
        Path name = DIRECTORY.resolve("snapshot-10-1");
        files.put(name, kept.get(name));
        SimDisk both = SimDisk.with(files);
        both.flip(DIRECTORY.resolve("snapshot-20-1"), 30, 1);
        assertThat(restored(both)).isEqualTo(new Restored(VOTED, older, entries(11, ENTRIES), 0));
    }

    @Test
    void a_snapshot_under_another_name_is_damaged() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        Snapshot mine = publish(disk, 10);
        Map<Path, byte[]> files = disk.files();
        files.put(DIRECTORY.resolve("snapshot-25-1"), disk.bytes(DIRECTORY.resolve("snapshot-10-1")));
        SimDisk renamed = SimDisk.with(files);
        assertThat(restored(renamed).snapshot()).isEqualTo(mine);
        assertThat(renamed.list(DIRECTORY)).contains("snapshot-25-1.damaged");
    }

    @Test
    void the_operator_hears_of_all_damage() throws IOException {
        SimDisk disk = SimDisk.with(whole.files());
        publish(disk, 20);
        disk.flip(DIRECTORY.resolve("snapshot-20-1"), 30, 1);
        Path segment = flipEntry(disk, 10);
        try (NodeStorage storage = RecordedNode.open(disk)) {
            assertThat(storage.remarks()).hasSize(3);
            assertThat(storage.remarks().get(0))
                    .startsWith(DIRECTORY.resolve("snapshot-20-1") + " at offset ")
                    .endsWith("; the file is set aside as " + DIRECTORY.resolve("snapshot-20-1.damaged"));
            assertThat(storage.remarks().get(1))
                    .startsWith(segment + " at offset ")
                    .endsWith("; the damaged files were copied to " + LOG.resolve("damaged-1"));
            assertThat(storage.remarks().get(2))
                    .isEqualTo(LOG + " ends with entry 9, and had been durable up to 30: the node is recovering, and"
                            + " neither votes nor leads until a leader has brought its log there");
        }
        try (NodeStorage storage = RecordedNode.open(SimDisk.with(whole.files()))) {
            assertThat(storage.remarks()).isEmpty();
        }
    }

    private static Snapshot snapshot(long index) {
        return new Snapshot(new EntryId(index, 1), INITIAL);
    }

    private static NodeStorage.Draft draft(NodeStorage storage, Snapshot snapshot) throws IOException {
        return storage.draft(new FrozenSnapshot(
                snapshot, List.of(RecordedNode.content(snapshot)).iterator()));
    }

    private static Snapshot publish(SimDisk disk, long index) throws IOException {
        Snapshot snapshot = snapshot(index);
        try (NodeStorage storage = RecordedNode.open(disk)) {
            storage.publish(draft(storage, snapshot));
        }
        return snapshot;
    }

    /** Flips a bit of the command of an entry. Returns the file. */
    private static Path flipEntry(SimDisk disk, int index) throws IOException {
        byte[] command = {(byte) index, 2, 3, 4, 5};
        for (Path file : new TreeMap<>(disk.files()).keySet()) {
            byte[] bytes = disk.bytes(file);
            for (int at = 0; at + command.length <= bytes.length; at++) {
                if (file.startsWith(LOG) && Arrays.equals(bytes, at, at + 5, command, 0, 5)) {
                    disk.flip(file, at + 2, 4);
                    return file;
                }
            }
        }
        throw new AssertionError("entry " + index + " is not on disk");
    }

    private static Path newest(SimDisk disk) {
        return LOG.resolve(disk.list(LOG).stream()
                .filter(name -> name.endsWith(".log"))
                .reduce((_, last) -> last)
                .orElseThrow());
    }

    private static SimDisk with(SimDisk disk, Path file, byte[] bytes) {
        Map<Path, byte[]> files = disk.files();
        files.put(file, bytes);
        return SimDisk.with(files);
    }

    private static List<Entry> entries(int first, int last) {
        List<Entry> entries = new ArrayList<>();
        for (int index = first; index <= last; index++) {
            entries.add(entry(index));
        }
        return entries;
    }

    private static Restored restored(SimDisk disk) throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            return storage.restored();
        }
    }
}

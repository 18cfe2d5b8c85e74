package kvs.raft.kv;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import org.junit.jupiter.api.Test;

class SnapshotTest {
    private static final int CHUNK = 200;
    private static final ReplicaOptions OPTIONS = options(CHUNK);

    private static ReplicaOptions options(int maxChunkBytes) {
        ReplicaOptions all = ReplicaOptions.DEFAULT;
        return new ReplicaOptions(
                all.maxKeyBytes(),
                all.maxValueBytes(),
                all.maxScanRows(),
                all.maxScanBytes(),
                all.maxOpenRequests(),
                all.requestTicks(),
                all.sessionTimeoutMillis(),
                all.maxSessions(),
                all.maxAnswers(),
                all.maxSessionBytes(),
                all.snapshotEntries(),
                all.snapshotBytes(),
                maxChunkBytes,
                true);
    }

    /** 20 pairs and two sessions, one of which has 20 answers. */
    private static KvStateMachine machine() {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        machine.apply(Some.entry(1, new LogCommand.OpenSession(100)));
        machine.apply(Some.entry(2, new LogCommand.OpenSession(100)));
        for (int i = 1; i <= 20; i++) {
            KvCommand set = new KvCommand.Set(Some.utf8("key " + i % 15), Some.utf8("value " + i));
            machine.apply(Some.entry(i + 2, new LogCommand.Write(100 + i, new WriteId(1, i, 1), set)));
        }
        return machine;
    }

    private static byte[] joined(List<byte[]> chunks) {
        byte[] joined = new byte[chunks.stream().mapToInt(chunk -> chunk.length).sum()];
        int at = 0;
        for (byte[] chunk : chunks) {
            System.arraycopy(chunk, 0, joined, at, chunk.length);
            at += chunk.length;
        }
        return joined;
    }

    private static byte[] snapshotOf(KvStateMachine machine) {
        return joined(Some.content(machine.freeze(Some.snapshotAt(machine.applied()))));
    }

    private static String damageOf(Snapshot snapshot, byte[] bytes) {
        try {
            KvStateMachine.restored(OPTIONS, snapshot, List.of(bytes).iterator());
            return "none";
        } catch (DamagedSnapshotException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void of_nothing_in_bytes() {
        KvStateMachine empty = new KvStateMachine(OPTIONS);
        empty.apply(new Entry(1, 1, Payload.Noop.INSTANCE));
        Snapshot snapshot = new Snapshot(new EntryId(1, 1), Configuration.EMPTY);
        Fact.when("write a snapshot of an empty machine after entry 1@1")
                .gives(
                        "0e 0a0c 0801 1208 0a0408011001 1200 07 2205 1d b54ddab0".replace(" ", ""),
                        HexFormat.of().formatHex(joined(Some.content(empty.freeze(snapshot)))));
    }

    @Test
    void consists_of_small_chunks() {
        List<byte[]> chunks = Some.content(machine().freeze(Some.snapshotAt(22)));
        Fact.when("count chunks of " + CHUNK + " bytes").holds(chunks.size() > 8, "more than 8", chunks.size());
        for (byte[] chunk : chunks) {
            Fact.when("write a chunk").holds(chunk.length <= CHUNK + 100, "at most 300 bytes", chunk.length);
        }
    }

    @Test
    void a_large_pair_goes_alone() {
        KvStateMachine machine = new KvStateMachine(OPTIONS);
        String large = "x".repeat(100_000);
        for (int i = 1; i <= 3; i++) {
            KvCommand set = new KvCommand.Set(Some.utf8("k" + i), Some.utf8(large));
            machine.apply(Some.entry(i, new LogCommand.Write(0, null, set)));
        }
        Fact.when("count the chunks of 3 large pairs, with header and end")
                .gives(5, Some.content(machine.freeze(Some.snapshotAt(3))).size());
        Fact.when("read it back").gives("none", damageOf(Some.snapshotAt(3), snapshotOf(machine)));
    }

    @Test
    void may_be_cut_anywhere_on_the_way() {
        KvStateMachine machine = machine();
        byte[] bytes = snapshotOf(machine);
        for (int size : new int[] {1, 2, 7, 199, bytes.length}) {
            List<byte[]> pieces = new ArrayList<>();
            for (int at = 0; at < bytes.length; at += size) {
                pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
                pieces.add(new byte[0]);
            }
            KvStateMachine restored = KvStateMachine.restored(OPTIONS, Some.snapshotAt(22), pieces.iterator());
            Fact.when("restore from pieces of " + size + " bytes").gives(machine.hash(), restored.hash());
        }
    }

    @Test
    void stays_as_it_was_while_the_machine_goes_on() {
        KvStateMachine machine = machine();
        byte[] before = snapshotOf(machine);
        FrozenSnapshot frozen = machine.freeze(Some.snapshotAt(22));
        List<byte[]> chunks = new ArrayList<>();
        for (int i = 23; frozen.chunks().hasNext(); i++) {
            chunks.add(frozen.chunks().next());
            KvCommand set = new KvCommand.Set(Some.utf8("key " + i % 15), Some.utf8("later"));
            machine.apply(Some.entry(i, new LogCommand.Write(999, new WriteId(1, i, i), set)));
        }
        Fact.when("write a snapshot between changes")
                .gives(HexFormat.of().formatHex(before), HexFormat.of().formatHex(joined(chunks)));
    }

    @Test
    void a_snapshot_that_ends_early_is_rejected_at_every_byte() {
        byte[] bytes = snapshotOf(machine());
        for (int length = 0; length < bytes.length; length++) {
            String damage = damageOf(Some.snapshotAt(22), Arrays.copyOf(bytes, length));
            Fact.when("restore from the first " + length + " of " + bytes.length + " bytes")
                    .holds(!damage.equals("none"), "an exception", damage);
        }
        Fact.when("restore from nothing")
                .gives(
                        "snapshot 22@1 is damaged at byte 0: it ends before its end chunk",
                        damageOf(Some.snapshotAt(22), new byte[0]));
    }

    @Test
    void a_flipped_bit_is_rejected_wherever_it_is() {
        byte[] bytes = snapshotOf(machine());
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            String damage = damageOf(Some.snapshotAt(22), flipped);
            Fact.when("restore from a snapshot with bit " + bit + " flipped")
                    .holds(!damage.equals("none"), "an exception", damage);
        }
    }

    @Test
    void names_the_byte_where_the_damage_is() {
        byte[] bytes = snapshotOf(machine());
        byte[] tooLong = Arrays.copyOf(bytes, bytes.length + 1);
        Fact.when("restore from a snapshot with a byte too many")
                .gives(
                        "snapshot 22@1 is damaged at byte " + (bytes.length - 12) + ": end: more bytes follow the end",
                        damageOf(Some.snapshotAt(22), tooLong));
    }

    @Test
    void a_snapshot_of_another_name_is_rejected() {
        String damage = damageOf(Some.snapshotAt(21), snapshotOf(machine()));
        Fact.when("restore snapshot 21@1 from the bytes of 22@1")
                .holds(damage.startsWith("snapshot 21@1 is damaged at byte 0: header.snapshot: expected"), "…", damage);
    }

    @Test
    void a_length_that_no_chunk_has_is_rejected() {
        byte[] huge = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, 0x07};
        Fact.when("restore from a chunk of 2 GB")
                .gives(
                        "snapshot 1@1 is damaged at byte 0: the length of the chunk is more than 268435456",
                        damageOf(Some.snapshotAt(1), huge));
        byte[] endless = {(byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff};
        Fact.when("restore from a length that does not end")
                .gives(
                        "snapshot 1@1 is damaged at byte 0: the length of the chunk is more than 268435456",
                        damageOf(Some.snapshotAt(1), endless));
        byte[] promised = {(byte) 0x80, (byte) 0x80, (byte) 0x80, (byte) 0x40, 1, 2, 3};
        Fact.when("restore from a chunk that promises 128 MB and has 3 bytes")
                .gives(
                        "snapshot 1@1 is damaged at byte 0: it ends in the middle of a chunk of 134217728 bytes",
                        damageOf(Some.snapshotAt(1), promised));
    }
}

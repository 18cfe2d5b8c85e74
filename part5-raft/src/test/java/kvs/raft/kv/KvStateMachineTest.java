package kvs.raft.kv;

import java.util.List;
import java.util.Objects;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class KvStateMachineTest {
    private final KvStateMachine machine = new KvStateMachine(ReplicaOptions.DEFAULT);
    private long index;

    private @Nullable Response apply(LogCommand command) {
        return machine.apply(Some.entry(++index, command));
    }

    private @Nullable Response set(String key, String value) {
        return apply(new LogCommand.Write(0, null, new KvCommand.Set(Some.utf8(key), Some.utf8(value))));
    }

    @Test
    void a_session_is_named_after_its_entry() {
        set("k", "v");
        Fact.when("open a session with entry 2")
                .gives(new Response.SessionOpened(2), apply(new LogCommand.OpenSession(0)));
    }

    @Test
    void entries_without_command_change_nothing() {
        set("k", "v");
        long hash = machine.hash();
        Fact.when("apply a no-op").gives(null, machine.apply(new Entry(2, 1, Payload.Noop.INSTANCE)));
        Fact.when("apply a configuration")
                .gives(null, machine.apply(new Entry(3, 1, new Payload.Reconfigure(Configuration.EMPTY))));
        Fact.when("hash the state").gives(hash, machine.hash());
        Fact.when("ask for the last entry").gives(new EntryId(3, 1), machine.last());
    }

    @Test
    void a_malformed_command_is_skipped_by_all() {
        long hash = machine.hash();
        Response answer = machine.apply(new Entry(1, 1, new Payload.Command(new byte[] {-1})));
        Fact.when("apply bytes that are no command").holds(answer instanceof Response.Rejected, "Rejected", answer);
        Fact.when("hash the state").gives(hash, machine.hash());
        Fact.when("ask for the index of the last entry").gives(1, machine.applied());
    }

    @Test
    void refuses_an_entry_twice_or_too_early() {
        set("k", "v");
        Fact.when("apply entry 1 again").gives(true, refuses(1));
        Fact.when("apply entry 3 after entry 1").gives(true, refuses(3));
    }

    private boolean refuses(long at) {
        try {
            machine.apply(new Entry(at, 1, Payload.Noop.INSTANCE));
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    @Test
    void log_time_never_goes_back() {
        apply(new LogCommand.OpenSession(5_000));
        apply(new LogCommand.OpenSession(3_000));
        Fact.when("ask for the time after clocks of 5000 and 3000")
                .gives(5_000, machine.status().timeMillis());
        Fact.when("ask when the second session was used last")
                .gives(5_000, Objects.requireNonNull(machine.sessions().get(2)).lastUsedMillis());
    }

    @Test
    void sessions_expire_by_log_time_before_the_write_that_brings_it() {
        apply(new LogCommand.OpenSession(0));
        WriteId id = WriteId.oneAtATime(1, 1);
        long late = ReplicaOptions.DEFAULT.sessionTimeoutMillis() + 1;
        Fact.when("write after the time-out")
                .gives(
                        new Response.SessionExpired(),
                        apply(new LogCommand.Write(late, id, new KvCommand.Set(Some.utf8("k"), Some.utf8("v")))));
        Fact.when("get the key").gives(null, machine.get(Some.utf8("k")));
    }

    @Test
    void scans_no_more_bytes_than_allowed_but_one_row() {
        ReplicaOptions all = ReplicaOptions.DEFAULT;
        KvStateMachine small = new KvStateMachine(new ReplicaOptions(
                1_000, 1_000, 3, 10, 10, 10, 10, 10, 10, 10, 10, 10, all.maxSnapshotChunkBytes(), true));
        small.apply(Some.entry(1, new LogCommand.Write(0, null, put("a", "x".repeat(20)))));
        small.apply(Some.entry(2, new LogCommand.Write(0, null, put("b", "1234"))));
        small.apply(Some.entry(3, new LogCommand.Write(0, null, put("c", "5678"))));
        small.apply(Some.entry(4, new LogCommand.Write(0, null, put("d", ""))));
        Fact.when("scan from a row that is too large").gives(List.of("\"a\" true"), shown(small.scan(KeyRange.ALL, 9)));
        KeyRange fromB = new KeyRange(Some.utf8("b"), null);
        Fact.when("scan 10 bytes and 1 more").gives(List.of("\"b\" \"c\" true"), shown(small.scan(fromB, 9)));
        KeyRange bToD = new KeyRange(Some.utf8("b"), Some.utf8("d"));
        Fact.when("scan exactly 10 bytes").gives(List.of("\"b\" \"c\" false"), shown(small.scan(bToD, 9)));
        KeyRange empty = new KeyRange(Some.utf8("d"), Some.utf8("b"));
        Fact.when("scan a range that ends before it starts").gives(List.of("false"), shown(small.scan(empty, 9)));
    }

    @Test
    void scans_no_more_rows_than_allowed() {
        ReplicaOptions three = new ReplicaOptions(9, 9, 3, 999, 10, 10, 10, 10, 10, 10, 10, 10, 10, true);
        KvStateMachine small = new KvStateMachine(three);
        for (int i = 1; i <= 4; i++) {
            small.apply(Some.entry(i, new LogCommand.Write(0, null, put("k" + i, ""))));
        }
        Fact.when("scan 4 rows where 3 are allowed")
                .gives(List.of("\"k1\" \"k2\" \"k3\" true"), shown(small.scan(KeyRange.ALL, 9)));
    }

    private static KvCommand put(String key, String value) {
        return new KvCommand.Set(Some.utf8(key), Some.utf8(value));
    }

    private static List<String> shown(Response.Rows rows) {
        StringBuilder text = new StringBuilder();
        rows.rows().forEach(row -> text.append(row.key()).append(' '));
        return List.of(text.append(rows.more()).toString());
    }

    @Test
    void states_that_differ_have_different_hashes() {
        java.util.Set<Long> hashes = new java.util.HashSet<>();
        hashes.add(new KvStateMachine(ReplicaOptions.DEFAULT).hash());
        String[][] pairs = {{"", ""}, {"a", ""}, {"", "a"}, {"ab", "c"}, {"a", "bc"}, {"a", "b"}, {"b", "a"}};
        for (String[] pair : pairs) {
            KvStateMachine one = new KvStateMachine(ReplicaOptions.DEFAULT);
            one.apply(Some.entry(1, new LogCommand.Write(0, null, put(pair[0], pair[1]))));
            hashes.add(one.hash());
        }
        Fact.when("hash 8 different states").gives(8, hashes.size());
    }

    @Test
    void the_order_of_writes_to_different_keys_does_not_matter() {
        set("a", "1");
        set("b", "2");
        KvStateMachine other = new KvStateMachine(ReplicaOptions.DEFAULT);
        other.apply(Some.entry(1, new LogCommand.Write(0, null, put("b", "2"))));
        other.apply(Some.entry(2, new LogCommand.Write(0, null, put("a", "1"))));
        Fact.when("hash both").gives(machine.hash(), other.hash());
    }

    @Test
    void takes_a_snapshot_only_of_what_it_has_applied() {
        set("k", "v");
        Fact.when("freeze a snapshot up to entry 2 at entry 1").gives(true, refusesToFreeze(2));
        Fact.when("freeze a snapshot up to entry 1").gives(false, refusesToFreeze(1));
    }

    private boolean refusesToFreeze(long at) {
        try {
            machine.freeze(Some.snapshotAt(at));
            return false;
        } catch (IllegalStateException _) {
            return true;
        }
    }

    @Test
    void empty_keys_and_values_are_keys_and_values() {
        Fact.when("set an empty key").gives(new Response.Done(null), set("", ""));
        Fact.when("get it").gives(Bytes.EMPTY, machine.get(Bytes.EMPTY));
        Fact.when("set it again").gives(new Response.Done(Bytes.EMPTY), set("", "x"));
    }
}

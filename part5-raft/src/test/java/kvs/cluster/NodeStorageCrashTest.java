package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import kvs.cluster.RecordedNode.State;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Restored;
import kvs.raft.Snapshot;
import kvs.raft.Write;
import org.junit.jupiter.api.Test;

/**
 * The power fails at every operation of the disk. What is found is what some prefix of the writes has left, and no
 * acknowledged write is missing; the hard state may be newer than the log, never older.
 */
class NodeStorageCrashTest {
    private static final int CHANCES = 5;

    private final RecordedNode node = recorded(1, 60);

    @Test
    void loses_nothing_acknowledged_if_all_else_is_lost() throws IOException {
        for (int n = 0; n <= node.disk().operations(); n++) {
            recovers(n, "nothing", node.disk().asOf(n).crash(Crash.LOSES_ALL));
        }
    }

    @Test
    void is_whole_if_killed_within_any_write() throws IOException {
        for (int n = 0; n <= node.disk().operations(); n++) {
            int length = n < node.disk().operations() ? node.disk().bytesOf(n) : 0;
            for (int bytes = 0; bytes <= length; bytes += 41) {
                recovers(n, "everything", node.disk().asOf(n, bytes).crash(Crash.KEEPS_ALL));
            }
        }
    }

    @Test
    void is_whole_if_sectors_and_names_are_lost_at_random() throws IOException {
        for (int n = 0; n <= node.disk().operations(); n++) {
            SimDisk then = node.disk().asOf(n);
            for (int chance = 0; chance < CHANCES; chance++) {
                long seed = (long) n * CHANCES + chance;
                recovers(n, "Crash.random(" + seed + ")", then.crash(Crash.random(seed)));
            }
        }
    }

    @Test
    void is_whole_in_other_histories() throws IOException {
        for (int seed = 2; seed < 22; seed++) {
            RecordedNode other = recorded(seed, 40);
            for (int n = seed % 3; n <= other.disk().operations(); n += 3) {
                SimDisk after = other.disk().asOf(n).crash(Crash.random(n));
                recovers(other, n, "Crash.random(" + n + ") of history " + seed, after);
            }
        }
    }

    @Test
    void survives_a_crash_while_it_recovers_from_one() throws IOException {
        for (int n = 0; n <= node.disk().operations(); n += 7) {
            SimDisk first = node.disk().asOf(n).crash(Crash.random(n));
            State found = found(first, "open");
            for (int again = 0; again <= first.operations(); again++) {
                SimDisk second = first.asOf(again).crash(Crash.random(again));
                Fact.when("open after a crash at operation " + n + " and another at operation " + again + " of opening")
                        .gives(found, found(second, "open again"));
            }
        }
    }

    @Test
    void the_history_covers_every_kind_of_operation() {
        // If the history shrinks, the tests above prove less and say nothing.
        assertThat(node.disk().operations()).isGreaterThan(600);
        List<String> did = node.disk().trace().stream()
                .filter(operation -> operation instanceof SimOperation.Rename
                        || operation instanceof SimOperation.Delete
                        || operation instanceof SimOperation.Create)
                .map(SimOperation::toString)
                .toList();
        for (String kind : List.of(
                "Rename.*hard-state.tmp.*",
                "Rename.*draft.*",
                "Rename.*arriving.*",
                "Delete.*snapshot-\\d+-\\d+].*",
                "Delete.*arriving.*",
                "Delete.*\\.log.*")) {
            assertThat(did).as(kind).anyMatch(each -> each.matches(kind));
        }
        assertThat(node.disk().trace()).anyMatch(SimOperation.Truncate.class::isInstance);
    }

    private void recovers(int operations, String kept, SimDisk disk) throws IOException {
        recovers(node, operations, kept, disk);
    }

    private static void recovers(RecordedNode node, int operations, String kept, SimDisk disk) throws IOException {
        String did = "open after a crash at operation " + operations + " that kept " + kept;
        State found = found(disk, did);
        List<State> possible = node.possible(operations);
        if (!possible.contains(found)) {
            StringBuilder all = new StringBuilder("one of");
            possible.forEach(state -> all.append("\n          ").append(state));
            Fact.when(did)
                    .usually("a write was acknowledged before it was forced, or the hard state is older than the log")
                    .gives(all, found);
        }
        goesOn(did, found, disk);
    }

    /** Appends, crashes and recovers again. */
    private static void goesOn(String did, State found, SimDisk disk) throws IOException {
        long term = found.hardState().term() + 1;
        List<Entry> expected = new ArrayList<>(found.entries());
        for (int i = 0; i < 2; i++) {
            expected.add(
                    new Entry(found.last().index() + 1 + i, term, new Payload.Command(new byte[] {1, 2, (byte) i})));
        }
        HardState hardState = new HardState(term, 2);
        // Not closed: nothing that closing adds may be needed.
        NodeStorage storage = RecordedNode.open(disk);
        storage.write(List.of(
                new Write(1, hardState, null, List.of(expected.get(expected.size() - 2))),
                new Write(2, null, null, List.of(expected.getLast()))));
        State after = new State(hardState, found.snapshot(), expected);
        Fact.when(did + ", then write twice, lose the power and open")
                .gives(after, found(disk.crash(Crash.LOSES_ALL), did + " again"));
    }

    private static State found(SimDisk disk, String did) throws IOException {
        try (NodeStorage storage = RecordedNode.open(disk)) {
            Restored restored = storage.restored();
            Fact.when(did + "; damaged up to").gives(0, restored.damagedUpTo());
            Snapshot snapshot = restored.snapshot();
            if (snapshot.last().index() > 0) {
                assertThat(RecordedNode.all(storage.content(snapshot))).isEqualTo(RecordedNode.content(snapshot));
            }
            return State.of(restored);
        } catch (IOException e) {
            throw new IOException(did, e);
        }
    }

    private static RecordedNode recorded(long seed, int calls) {
        try {
            RecordedNode recorded = new RecordedNode(seed);
            recorded.act(calls);
            return recorded;
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}

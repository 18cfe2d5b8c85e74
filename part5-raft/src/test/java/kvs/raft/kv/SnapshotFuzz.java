package kvs.raft.kv;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.List;
import kvs.protocol.Fact;
import kvs.raft.Snapshot;

/**
 * Any bytes as a snapshot. A plain {@code mvn test} tries the saved inputs ({@code
 * src/test/resources/kvs/raft/kv/SnapshotFuzzInputs}); this hunts for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part5-raft test -Dtest=SnapshotFuzz#snapshots
 * </pre>
 */
class SnapshotFuzz {
    private static final Snapshot SNAPSHOT = Some.snapshotAt(3);

    /** They are rejected, or they are a state, which has a snapshot of its own. */
    @FuzzTest(maxDuration = "60s")
    void snapshots(byte[] bytes) {
        KvStateMachine machine;
        try {
            machine = KvStateMachine.restored(
                    ReplicaOptions.DEFAULT, SNAPSHOT, List.of(bytes).iterator());
        } catch (DamagedSnapshotException _) {
            return;
        }
        Fact.when("hash the state from scratch").gives(machine.hashFromScratch(), machine.hash());
        KvStateMachine again = KvStateMachine.restored(
                ReplicaOptions.DEFAULT, SNAPSHOT, machine.freeze(SNAPSHOT).chunks());
        Fact.when("write and restore what was read").gives(machine.hash(), again.hash());
    }
}

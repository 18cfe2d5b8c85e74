/**
 * Forgets to hand the snapshot to the next write. The driver never learns of it: after a crash, the node has neither
 * its log nor the snapshot, and has acknowledged both.
 *
 * @sees a write without the snapshot
 * @probably the next write does not have the snapshot: a crash loses what was acknowledged
 */
class RaftLog {
    void install(Snapshot received) {
        entries.clear();
        uncommittedBytes = 0;
        snapshot = received;
        before = received.last();
        commit = before.index();
        applied = before.index();
        membership.installed(received);
        durability.truncated(1);
        unwritten = before.index() + 1;
    }
}

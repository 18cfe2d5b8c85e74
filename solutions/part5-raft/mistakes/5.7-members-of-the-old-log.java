/**
 * Leaves the members as the old log had them. The entries that changed them are gone, or were never this leader's,
 * and the node counts majorities of a configuration that the others have left.
 *
 * @shipped ScyllaDB, issue 9551 in 2021, and openraft, issue 1808, found in 2026: two disjoint majorities
 * @sees voters of an entry that is gone
 * @probably the configuration is still that of the old log, and not that of the snapshot
 */
class RaftLog {
    void install(Snapshot received) {
        entries.clear();
        uncommittedBytes = 0;
        snapshot = received;
        before = received.last();
        commit = before.index();
        applied = before.index();
        durability.truncated(1);
        unwritten = before.index() + 1;
        installed = true;
    }
}

/**
 * Keeps the index from which on entries are to be written. If the old log was longer than the snapshot, new entries
 * of those indexes count as written, and are lost in a crash.
 *
 * @sees entries that are handed to no write
 * @probably entries after the snapshot are not written where the old log had entries of the same indexes
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
        unwritten = Math.max(unwritten, before.index() + 1);
        installed = true;
    }
}

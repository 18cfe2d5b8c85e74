/**
 * Removes the entries that the snapshot covers, and keeps those after its end. They follow an entry that is gone, and
 * the leader has others in their place.
 *
 * @shipped hashicorp/raft, issue 697, found in 2026: entries that conflicted with an installed snapshot stayed, the
 *     follower refused every message, and the leader sent the snapshot again
 * @sees entries in a log that was to have none
 * @probably entries after the snapshot's end stay in the log: they followed another entry, and contradict the
 *     leader's
 */
class RaftLog {
    void install(Snapshot received) {
        long covered = Math.min(received.last().index(), lastIndex()) - before.index();
        entries.subList(0, (int) Math.max(0, covered)).clear();
        uncommittedBytes = 0;
        for (Entry entry : entries) {
            uncommittedBytes += entry.sizeBytes();
        }
        snapshot = received;
        before = received.last();
        commit = before.index();
        applied = before.index();
        membership.installed(received);
        durability.truncated(1);
        unwritten = before.index() + 1;
        installed = true;
    }
}

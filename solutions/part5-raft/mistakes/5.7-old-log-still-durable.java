/**
 * Leaves what is durable as it was. The disk has the old log until the write with the snapshot is complete, and a
 * write issued earlier counts for entries that are gone.
 *
 * @sees a durable index before anything was written
 * @probably what is durable is still that of the old log: the disk does not have the snapshot yet
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
        unwritten = before.index() + 1;
        installed = true;
    }
}

/**
 * Raises the commit index, and leaves what is applied as it was. The state machine starts from the snapshot, and is
 * to apply its entries once more, which the log no longer has.
 *
 * @sees an applied index before the end of the snapshot
 * @probably what the snapshot covers is to be applied once more: the state machine starts from the snapshot
 */
class RaftLog {
    void install(Snapshot received) {
        entries.clear();
        uncommittedBytes = 0;
        snapshot = received;
        before = received.last();
        commit = before.index();
        membership.installed(received);
        durability.truncated(1);
        unwritten = before.index() + 1;
        installed = true;
    }
}

package kvs.raft;

import kvs.raft.Effects.StoreChunk;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;

/** What a follower does with entries and snapshots of the term's leader, and how it answers. */
final class Following {
    private final Node node;
    private final FollowerLog followerLog;
    private final FollowerSnapshot followerSnapshot;

    Following(Node node) {
        this.node = node;
        this.followerLog = new FollowerLog(node.log);
        this.followerSnapshot = new FollowerSnapshot(node.log, followerLog);
    }

    /** Drops what was received of a snapshot: another leader's may have other bytes. */
    void termChanged() {
        followerSnapshot.clear();
    }

    /**
     * Appends the entries of a message, and answers it. The answer to a heartbeat does not wait for the disk: it
     * acknowledges only what is durable already, so that a disk that is slower than the election time-out costs no leader
     * its contacts.
     *
     * @param recovering whether this node lacks entries that it has acknowledged
     */
    void append(int from, AppendEntries message, boolean recovering) {
        EntryId previous = message.previous();
        long term = node.term();
        long round = message.round();
        switch (followerLog.append(previous, message.entries(), message.commit())) {
            case APPENDED -> {
                long last = followerLog.matchIndex(previous, message.entries());
                if (message.entries().isEmpty() && node.isHardStateDurable()) {
                    long durable = Math.min(last, node.log.durability().durable());
                    node.outbox.sendDurable(
                            from, new AppendEntriesResponse(term, true, durable, EntryId.NONE, round, recovering));
                } else {
                    node.outbox.send(
                            from, new AppendEntriesResponse(term, true, last, EntryId.NONE, round, recovering));
                }
            }
            case NO_MATCH -> {
                EntryId hint = followerLog.hint(previous);
                node.outbox.send(
                        from, new AppendEntriesResponse(term, false, previous.index(), hint, round, recovering));
            }
            case CONTRADICTION -> node.ignore(Ignored.CONTRADICTS_LOG);
        }
    }

    /** Takes a piece of a snapshot (Raft §7). One that the log covers already is acknowledged at once. */
    void install(int from, InstallSnapshot piece) {
        Snapshot snapshot = piece.snapshot();
        FollowerSnapshot.Verdict verdict = followerSnapshot.take(piece);
        switch (verdict) {
            case COVERED -> {}
            case TAKEN, INSTALLED ->
                node.outbox.storeChunk(new StoreChunk(snapshot, piece.offset(), piece.chunk(), piece.done()));
            case OUT_OF_ORDER -> node.ignore(Ignored.STALE_RESPONSE);
            case CONTRADICTION -> {
                node.ignore(Ignored.CONTRADICTS_LOG);
                return;
            }
        }
        boolean installed =
                verdict == FollowerSnapshot.Verdict.COVERED || verdict == FollowerSnapshot.Verdict.INSTALLED;
        node.outbox.send(
                from,
                new InstallSnapshotResponse(
                        node.term(), snapshot.last(), followerSnapshot.received(snapshot), installed, piece.round()));
    }
}

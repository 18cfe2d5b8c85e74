package kvs.raft;

import kvs.raft.Effects.StoreChunk;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;

/** What a follower does with entries and snapshots of the term's leader, and how it answers. */
final class Following {
    private final Node node;
    private final RaftLog log;
    private final FollowerLog followerLog;
    private final SnapshotReceiver receiver = new SnapshotReceiver();

    Following(Node node) {
        this.node = node;
        this.log = node.log;
        this.followerLog = new FollowerLog(node.log);
    }

    /** Drops what was received of a snapshot: another leader's may have other bytes. */
    void termChanged() {
        receiver.clear();
    }

    /** @param recovering whether this node lacks entries that it has acknowledged */
    void append(int from, AppendEntries message, boolean recovering) {
        EntryId previous = message.previous();
        long term = node.term();
        long round = message.round();
        switch (followerLog.append(previous, message.entries(), message.commit())) {
            case APPENDED -> {
                long last = followerLog.matchIndex(previous, message.entries());
                node.outbox.send(from, new AppendEntriesResponse(term, true, last, EntryId.NONE, round, recovering));
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
        EntryId last = snapshot.last();
        if (log.contains(last)) {
            // The log agrees with the leader's up to here, so that this is committed, and needs no snapshot.
            log.commitTo(last.index());
        } else if (last.index() > log.commit()) {
            take(piece);
        } else if (last.index() >= log.firstIndex()) {
            node.ignore(Ignored.CONTRADICTS_LOG);
            return;
        }
        boolean installed = last.index() <= log.commit();
        node.outbox.send(
                from,
                new InstallSnapshotResponse(node.term(), last, receiver.received(snapshot), installed, piece.round()));
    }

    private void take(InstallSnapshot piece) {
        if (!receiver.take(piece)) {
            node.ignore(Ignored.STALE_RESPONSE);
            return;
        }
        node.outbox.storeChunk(new StoreChunk(piece.snapshot(), piece.offset(), piece.chunk(), piece.done()));
        if (piece.done()) {
            receiver.clear();
            log.install(piece.snapshot());
        }
    }
}

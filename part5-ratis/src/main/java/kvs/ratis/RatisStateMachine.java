package kvs.ratis;

import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.kv.FrozenSnapshot;
import kvs.raft.kv.KvStateMachine;
import kvs.raft.kv.MalformedMessageException;
import kvs.raft.kv.ReplicaOptions;
import kvs.raft.kv.Request;
import kvs.raft.kv.RequestCodec;
import kvs.raft.kv.Response;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * {@link KvStateMachine} as Ratis wants it. Ratis applies entries and takes snapshots on one thread of its own, and reads
 * on others; a lock keeps them apart.
 *
 * <p>Snapshots carry no configuration: Ratis keeps that itself, and sends it along.
 */
final class RatisStateMachine extends BaseStateMachine {

    /** What the state machine hears from Ratis and hands on. Called on Ratis' threads. */
    interface Events {
        /** This node knows another leader. */
        void leaderChanged(int leader);

        /** An entry could not be written. */
        void logFailed(Throwable cause);

        /** Ratis is done with the state machine: it stops. */
        void ended();
    }

    private final Events events;
    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();
    private final AtomicLong snapshotsTaken = new AtomicLong();
    private final AtomicLong snapshotsInstalled = new AtomicLong();

    private final ReplicaOptions options;
    private final Object lock = new Object();

    /** Guarded by {@link #lock}; another one once a snapshot is restored. */
    private KvStateMachine machine;

    RatisStateMachine(ReplicaOptions options, Events events) {
        this.options = options;
        this.machine = new KvStateMachine(options);
        this.events = events;
    }

    // ---- life

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage raftStorage) throws IOException {
        super.initialize(server, group, raftStorage);
        getLifeCycle().transition(LifeCycle.State.STARTING);
        storage.init(raftStorage);
        restore(storage.getLatestSnapshot());
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** A leader's snapshot has taken the place of the log. */
    @Override
    public void reinitialize() throws IOException {
        SingleFileSnapshotInfo received = storage.loadLatestSnapshot();
        if (received != null) {
            SnapshotFile.force(received.getFile().getPath());
        }
        restore(received);
        snapshotsInstalled.incrementAndGet();
        if (getLifeCycleState() == LifeCycle.State.PAUSED) {
            getLifeCycle().transition(LifeCycle.State.STARTING);
            getLifeCycle().transition(LifeCycle.State.RUNNING);
        }
    }

    private void restore(@Nullable SingleFileSnapshotInfo found) throws IOException {
        if (found == null) {
            return;
        }
        try (SnapshotFile.Content content = SnapshotFile.open(found.getFile().getPath())) {
            KvStateMachine restored = KvStateMachine.restored(options, named(found.getTermIndex()), content);
            synchronized (lock) {
                machine = restored;
            }
        }
        setLastAppliedTermIndex(found.getTermIndex());
    }

    private static Snapshot named(TermIndex last) {
        return new Snapshot(id(last.getTerm(), last.getIndex()), Configuration.EMPTY);
    }

    private static EntryId id(long term, long ratisIndex) {
        return new EntryId(ratisIndex + 1, term);
    }

    @Override
    public void close() {
        events.ended();
    }

    // ---- entries

    @Override
    public TransactionContext preAppendTransaction(TransactionContext transaction) {
        if (transaction.getClientRequest() != null
                && transaction.getClientRequest().getMessage() instanceof Messages.Command command) {
            command.request().appended();
        }
        return transaction;
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] command = entry.getStateMachineLogEntry().getLogData().toByteArray();
        Response answer = apply(entry.getTerm(), entry.getIndex(), new Payload.Command(command));
        return answer == null
                ? CompletableFuture.failedFuture(new IllegalStateException("a command without an answer"))
                : CompletableFuture.completedFuture(new Messages.Answer(answer));
    }

    /** An entry of Ratis' own, about the configuration or the commit index, was applied. */
    @Override
    public void notifyTermIndexUpdated(long term, long index) {
        apply(term, index, Payload.Noop.INSTANCE);
    }

    private @Nullable Response apply(long term, long ratisIndex, Payload payload) {
        EntryId id = id(term, ratisIndex);
        Response answer;
        synchronized (lock) {
            answer = machine.apply(new Entry(id.index(), id.term(), payload));
        }
        updateLastAppliedTermIndex(term, ratisIndex);
        return answer;
    }

    // ---- reads

    @Override
    public CompletableFuture<Message> query(Message request) {
        try {
            Request read = request instanceof Messages.Read(Request known)
                    ? known
                    : RequestCodec.request(
                            RequestCodec.parse(request.getContent().toByteArray()));
            return CompletableFuture.completedFuture(new Messages.Answer(read(read)));
        } catch (MalformedMessageException | IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    /** Answers a read from what has been applied. Any thread may call this. */
    Response read(Request read) {
        synchronized (lock) {
            return machine.answer(read);
        }
    }

    /** Returns how the state machine stands. Any thread may call this. */
    Response.MachineStatus status() {
        synchronized (lock) {
            return machine.status();
        }
    }

    // ---- snapshots

    @Override
    public SimpleStateMachineStorage getStateMachineStorage() {
        return storage;
    }

    /** Writes a snapshot. Nothing is applied meanwhile, since Ratis calls this on the thread that applies. */
    @Override
    public long takeSnapshot() throws IOException {
        TermIndex last = getLastAppliedTermIndex();
        if (last.getIndex() == RaftLog.INVALID_LOG_INDEX) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        FrozenSnapshot frozen;
        synchronized (lock) {
            frozen = machine.freeze(named(last));
        }
        Path file = storage.getSnapshotFile(last.getTerm(), last.getIndex()).toPath();
        FileInfo written = SnapshotFile.write(file, frozen.chunks());
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(written, last));
        snapshotsTaken.incrementAndGet();
        return last.getIndex();
    }

    /** Returns the last entry of the latest snapshot on disk. Any thread may call this. */
    Snapshot snapshot() {
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        return latest == null ? new Snapshot(EntryId.NONE, Configuration.EMPTY) : named(latest.getTermIndex());
    }

    /** Returns the bytes of the latest snapshot on disk. Any thread may call this. */
    long snapshotBytes() {
        SingleFileSnapshotInfo latest = storage.getLatestSnapshot();
        return latest == null ? 0 : latest.getFile().getFileSize();
    }

    long snapshotsTaken() {
        return snapshotsTaken.get();
    }

    long snapshotsInstalled() {
        return snapshotsInstalled.get();
    }

    // ---- events

    @Override
    public void notifyLeaderChanged(RaftGroupMemberId self, RaftPeerId leader) {
        events.leaderChanged(RatisPeers.node(leader));
    }

    @Override
    public void notifyLogFailed(Throwable cause, LogEntryProto entry) {
        events.logFailed(cause);
    }
}

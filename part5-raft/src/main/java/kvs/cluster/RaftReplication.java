package kvs.cluster;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import kvs.io.RealDisk;
import kvs.io.Shortage;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.raft.Configuration;
import kvs.raft.Effects;
import kvs.raft.Entry;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.Raft;
import kvs.raft.Restored;
import kvs.raft.kv.Replica;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workbook's own Raft on an event loop: the driver of a {@link Replica}.
 *
 * <pre>
 *   one turn of the loop:
 *     ticks, messages of peers, requests of clients, "persisted"  --&gt; Replica      as many as have arrived
 *     at its end: Replica.effects()  --&gt; messages to the peers                     before the disk has them
 *                                    --&gt; DiskThread: one write, one force         in parallel with that
 *                                    --&gt; answers to the clients
 *     later: "persisted" --&gt; the messages that waited for it
 * </pre>
 *
 * <p>This is {@link kvs.sim}'s driver with a real disk, network and clock, and it carries out {@link Effects} in the same
 * order.
 */
final class RaftReplication implements Replication, Peers.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RaftReplication.class);

    /** How much later the second candidate campaigns, after a leader's process has ended; the third twice as much. */
    private static final Duration CAMPAIGN_GAP = Duration.ofMillis(30);

    /** A leader whose disk finishes nothing, or has no room, hands over after this time. */
    private static final long STUCK_NANOS = 1_000_000_000;

    /** Messages that wait until a write is durable. */
    private record Held(long after, List<Envelope> envelopes) {}

    /** A write that is not durable yet, and the bytes of its entries. */
    private record Issued(long number, long bytes) {}

    /** A disk with less room counts as full. What was written in vain is taken back before anything asks for the room. */
    private static final long LITTLE_BYTES = 128L << 20;

    private final NodeOptions options;
    private final Identity identity;
    private final NodeDirectory directory;
    private final NodeStorage storage;
    private final EventLoop loop;
    private final Clock clock;
    private final Consumer<Throwable> broken;
    private final Peers peers;
    private final DiskThread disk;
    private final SnapshotTasks snapshots;

    /** Null unless there is a page that shows it. */
    private final @Nullable NodeTrace trace;

    private final Replica replica;

    /** The requests that wait for an answer, by ticket. */
    private final Map<Long, Answer> open = new HashMap<>();

    private final ArrayDeque<Held> held = new ArrayDeque<>();

    private final ArrayDeque<Issued> issued = new ArrayDeque<>();

    /** The sum of the bytes of {@link #issued}. */
    private long issuedBytes;

    private long nextTicket = 1;
    private long durableUpTo;
    private long nextTick;

    /** Whether the replica's turn has begun. */
    private boolean begun;

    private boolean stopped;
    private Configuration configuration = Configuration.EMPTY;
    private int lastLeader;
    private long lastTerm;
    private long leaderChanges;
    private long snapshotsInstalled;
    private boolean handsOver;

    /** Whether a stop waits for the next leader: until then, this node's vote may be needed. */
    private boolean awaitsLeader;

    /** Counted down once no request waits for an answer; null unless the node is stopping. */
    private @Nullable CountDownLatch idle;

    RaftReplication(
            NodeOptions options,
            Identity identity,
            NodeDirectory directory,
            NodeStorage storage,
            EventLoop loop,
            Clock clock,
            RandomGenerator random,
            Consumer<Throwable> broken) {
        this.options = options;
        this.identity = identity;
        this.directory = directory;
        this.storage = storage;
        this.loop = loop;
        this.clock = clock;
        this.broken = broken;
        this.peers = new Peers(options, identity, directory.peers(), loop, this);
        this.trace = options.httpPort() == 0 ? null : new NodeTrace(identity.node(), NodeTrace::wallMicros);
        this.disk = new DiskThread(
                "kvs-disk",
                storage,
                loop,
                List.of(
                        Shortage.ofRoom(() -> new RealDisk().usableBytes(options.directory()), LITTLE_BYTES),
                        Shortage.ofDescriptors()),
                this::persisted,
                broken);
        this.snapshots = new SnapshotTasks(options, storage, disk, loop, new SnapshotDriver(), broken);
        Restored restored = storage.restored();
        Raft raft = new Raft(identity.node(), identity.cluster(), options.raftInTicks(), restored, random);
        this.replica = started(raft);
        storage.remarks().forEach(LOG::warn);
        if (restored.damagedUpTo() > 0) {
            LOG.warn(
                    "the log is damaged: it was durable up to entry {}, and is whole up to entry {} only. This node neither"
                            + " votes nor leads until a leader has brought back what is missing",
                    restored.damagedUpTo(),
                    raft.last().index());
        }
    }

    /** Starts the disk's thread, and has the state machine read its snapshot. If that fails, no thread is left. */
    private Replica started(Raft raft) {
        disk.start();
        try {
            return new Replica(raft, options.replicaInTicks(), snapshots);
        } catch (RuntimeException | Error e) {
            try {
                endThreads();
            } catch (InterruptedException interrupted) {
                e.addSuppressed(interrupted);
                Thread.currentThread().interrupt();
            }
            throw e;
        }
    }

    private void endThreads() throws InterruptedException {
        disk.loopEnded();
        disk.stop();
        snapshots.close();
    }

    /** What the snapshots need of this driver. */
    private final class SnapshotDriver implements SnapshotTasks.Driver {
        @Override
        public Replica begin() {
            return RaftReplication.this.begin();
        }

        @Override
        public boolean isStopped() {
            return stopped;
        }

        @Override
        public void send(int to, Message message) {
            RaftReplication.this.send(new Envelope(identity.cluster(), identity.node(), to, message));
        }

        @Override
        public void event(Consumer<Replica> event) {
            RaftReplication.this.event(event);
        }

        @Override
        public void fail(IOException why) {
            stopped = true;
            broken.accept(why);
        }
    }

    // ---- the node's life

    @Override
    public void start() {
        onLoop(() -> {
            loop.onTurnEnd(this::endTurn);
            nextTick = clock.nanos() + options.tick().toNanos();
            scheduleTick();
            begin();
        });
    }

    private void onLoop(Runnable task) {
        if (!loop.offer(task)) {
            throw new IllegalStateException("the loop has ended, or its mailbox is full");
        }
    }

    private void scheduleTick() {
        loop.schedule(Duration.ofNanos(Math.max(0, nextTick - clock.nanos())), this::tick);
    }

    private void tick() {
        if (stopped) {
            return;
        }
        long now = clock.nanos();
        // After a pause of the process, one tick stands for all: the leader has been heard from since.
        long next = nextTick + options.tick().toNanos();
        nextTick = next - now > 0 ? next : now;
        scheduleTick();
        event(Replica::tick);
        snapshots.tick();
        handOverIfStuck(now);
    }

    /** A leader that cannot write leads on only as long as no other node can take over. */
    private void handOverIfStuck(long now) {
        long since = disk.busySince();
        if (since == 0 || !replica.raft().isLeader()) {
            handsOver = false;
        } else if (!handsOver && now - since > STUCK_NANOS) {
            handsOver = true;
            if (disk.isFull()) {
                LOG.warn("the disk has no room: handing the leadership over");
            } else {
                LOG.warn(
                        "the disk has not finished a write for {} ms: handing the leadership over",
                        (now - since) / 1_000_000);
            }
            submit(new Request.Transfer(0), response -> {
                if (!(response instanceof Response.Transferred)) {
                    handsOver = false;
                }
            });
        }
    }

    @Override
    public void resign(Duration timeout) throws InterruptedException {
        CountDownLatch done = new CountDownLatch(1);
        boolean asked = loop.offer(() -> {
            if (!replica.raft().isLeader() || configuration.voters().size() < 2) {
                idle = done;
                begin();
                return;
            }
            submit(new Request.Transfer(0), response -> {
                // The next leader may still need this node's vote.
                awaitsLeader = response instanceof Response.Transferred;
                LOG.info("the leadership was {}handed over: {}", awaitsLeader ? "" : "not ", response);
                idle = done;
            });
        });
        if (asked && !done.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("not everything was answered and handed over within {} ms", timeout.toMillis());
        }
    }

    @Override
    public void disconnect() throws InterruptedException {
        // Nothing is acknowledged any more.
        disk.giveUp();
        CountDownLatch done = new CountDownLatch(1);
        if (loop.offer(() -> {
            stopped = true;
            peers.close();
            done.countDown();
        })) {
            done.await();
        }
    }

    @Override
    public void close() throws IOException, InterruptedException {
        endThreads();
        try (directory) {
            storage.close();
        }
    }

    // ---- events

    private Replica begin() {
        if (!begun) {
            begun = true;
            replica.turn(clock.nanos(), clock.millis());
        }
        return replica;
    }

    /** Tells the replica of an event. If that fails, it has taken half of it, perhaps, and the node stops. */
    private void event(Consumer<Replica> event) {
        try {
            event.accept(begin());
        } catch (RuntimeException e) {
            stopped = true;
            broken.accept(e);
        }
    }

    @Override
    public void submit(Request request, Answer answer) {
        if (stopped) {
            answer.answered(new Response.Busy());
            return;
        }
        if (request instanceof Request.Write && issuedBytes > options.raft().maxUncommittedBytes()) {
            // The followers' disks may commit what a slower one here has not taken yet: Raft's own limit does not hold
            // then.
            answer.answered(new Response.Busy());
            return;
        }
        long ticket = nextTicket++;
        open.put(ticket, answer);
        event(to -> to.request(ticket, request));
    }

    @Override
    public void received(Envelope envelope) {
        if (!stopped) {
            if (trace != null) {
                trace.delivered(envelope);
            }
            if (envelope.message() instanceof Message.InstallSnapshot && snapshots.isFull()) {
                dropped(envelope);
                return;
            }
            event(to -> to.receive(envelope));
        }
    }

    private void send(Envelope envelope) {
        if (trace != null) {
            trace.sent(envelope);
        }
        peers.send(envelope);
    }

    @Override
    public void dropped(Envelope envelope) {
        if (trace != null) {
            trace.dropped(envelope);
        }
    }

    private void persisted(long write) {
        if (stopped) {
            return;
        }
        event(to -> {
            while (durableUpTo < write) {
                durableUpTo++;
                to.persisted(durableUpTo);
            }
        });
        while (!issued.isEmpty() && issued.getFirst().number() <= durableUpTo) {
            issuedBytes -= issued.removeFirst().bytes();
        }
        while (!held.isEmpty() && held.getFirst().after() <= durableUpTo) {
            held.removeFirst().envelopes().forEach(this::send);
        }
    }

    @Override
    public void connected(int peer) {}

    @Override
    public void ended(int peer) {
        if (stopped || replica.raft().leader() != peer) {
            return;
        }
        begin().leaderEnded(peer);
        List<Integer> voters =
                configuration.voters().stream().filter(voter -> voter != peer).toList();
        int rank = voters.indexOf(identity.node());
        if (rank < 0) {
            return;
        }
        LOG.info("the leader, node {}, has ended", peer);
        long term = replica.raft().term();
        Runnable campaign = () -> {
            if (!stopped && replica.raft().leader() == 0 && replica.raft().term() == term) {
                begin().campaign();
            }
        };
        if (rank == 0) {
            campaign.run();
        } else {
            loop.schedule(CAMPAIGN_GAP.multipliedBy(rank), campaign);
        }
    }

    @Override
    public void remember(int peer, long instance, Runnable done) {
        disk.run(() -> {
            directory.remember(peer, instance);
            loop.offer(done);
        });
    }

    @Override
    public void expelled(String reason) {
        broken.accept(new IOException(reason));
    }

    // ---- effects

    private void endTurn() {
        try {
            // An answer may lead to the next request.
            while (begun && !stopped) {
                begun = false;
                carryOut(replica.effects());
            }
        } catch (RuntimeException e) {
            stopped = true;
            broken.accept(e);
        }
    }

    private void carryOut(Replica.Turn turn) {
        turn.send().forEach(this::send);
        if (turn.write() != null) {
            disk.write(turn.write());
            long bytes = 0;
            for (Entry entry : turn.write().entries()) {
                bytes += entry.sizeBytes();
            }
            issued.add(new Issued(turn.write().number(), bytes));
            issuedBytes += bytes;
            snapshots.wrote(bytes);
            if (turn.write().snapshot() != null) {
                snapshotsInstalled++;
            }
        }
        if (!turn.sendOncePersisted().isEmpty()) {
            if (turn.after() <= durableUpTo) {
                turn.sendOncePersisted().forEach(this::send);
            } else {
                held.add(new Held(turn.after(), turn.sendOncePersisted()));
            }
        }
        turn.sendChunks().forEach(snapshots::send);
        for (Replica.Reply reply : turn.replies()) {
            Answer answer = open.remove(reply.ticket());
            if (answer != null) {
                answer.answered(reply.response());
            }
        }
        if (turn.received() != null) {
            snapshots.read(turn.received());
        }
        if (turn.snapshot() != null) {
            snapshots.write(turn.snapshot());
        }
        afterTurn();
    }

    private void afterTurn() {
        Raft raft = replica.raft();
        if (raft.configuration() != configuration) {
            configuration = raft.configuration();
            peers.members(configuration);
        }
        if (raft.leader() != lastLeader || raft.term() != lastTerm) {
            if (raft.leader() != 0 && raft.leader() != lastLeader) {
                leaderChanges++;
                LOG.info(
                        raft.leader() == identity.node()
                                ? "this node leads in term {}"
                                : "node " + raft.leader() + " leads in term {}",
                        raft.term());
            }
            lastLeader = raft.leader();
            lastTerm = raft.term();
        }
        if (idle != null && open.isEmpty() && !(awaitsLeader && raft.leader() == 0)) {
            idle.countDown();
        }
        if (trace != null) {
            trace.turned(raft, replica.applied());
        }
        if (replica.applied() < raft.commit()) {
            // More is committed than one turn applies.
            loop.execute(this::begin);
        }
    }

    // ---- questions

    @Override
    public String name() {
        return "raft";
    }

    @Override
    public long cluster() {
        return identity.cluster();
    }

    @Override
    public int leader() {
        return replica.raft().leader();
    }

    @Override
    public @Nullable NodeAddress address(int node) {
        return peers.address(node);
    }

    /** Returns what serves connections of peers. */
    Peers peers() {
        return peers;
    }

    /** Returns what has happened here lately; null unless there is a page that shows it. */
    @Nullable
    NodeTrace trace() {
        return trace;
    }

    @Override
    public void describe(NodeInfoProto.Builder info) {
        info.setLogBytes(storage.logBytes()).setSnapshotBytes(storage.snapshotBytes());
    }

    @Override
    public List<Metric> metrics() {
        List<Metric> all = new ArrayList<>(disk.metrics());
        all.addAll(RaftMetrics.of(replica));
        all.addAll(peers.metrics());
        all.add(Metric.counter(
                "kvs_raft_leader_changes_total", leaderChanges, "How often this node has seen another leader."));
        all.add(Metric.gauge("kvs_open_requests", open.size(), "Requests that wait for an answer."));
        all.add(Metric.gauge("kvs_held_messages", held.size(), "Groups of messages that wait for the disk."));
        all.add(Metric.counter("kvs_snapshots_taken_total", snapshots.taken(), "Snapshots of this node's own state."));
        all.add(Metric.counter(
                "kvs_snapshots_installed_total", snapshotsInstalled, "Snapshots received from a leader."));
        return all;
    }
}

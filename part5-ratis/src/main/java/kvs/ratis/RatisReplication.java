package kvs.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import kvs.cli.Logging;
import kvs.cluster.Metric;
import kvs.cluster.NodeAddress;
import kvs.cluster.NodeOptions;
import kvs.cluster.Replication;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.raft.Proposal;
import kvs.raft.kv.CommandCodec;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.LogCommand;
import kvs.raft.kv.Rejections;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.raft.kv.WriteId;
import kvs.raft.proto.NodeInfoProto;
import kvs.server.ErrorLine;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.protocol.exceptions.ChecksumException;
import org.apache.ratis.rpc.CallId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A node's store on Ratis: a server of Ratis, and the node as its only client, in the same process.
 *
 * <pre>
 *   loop --submit--&gt; thread "kvs-ratis-submit" --&gt; Ratis ... --reply, any thread--&gt; answers --one message--&gt; loop
 * </pre>
 *
 * <p><b>What a reply means.</b> {@link Failures} says what the client is told when Ratis gives up on a request. A write that
 * is overdue is answered {@link Response.MayHaveHappened} even if it waits in front of Ratis: Ratis can append it after that
 * answer.
 *
 * <p><b>Exactly once.</b> Ratis recognizes a repetition by the id of its client and a number. Each request here has a
 * number of its own, so that this never applies: sessions are the state machine's, as with the workbook's own Raft, and
 * survive what Ratis' cache of replies does not.
 */
final class RatisReplication implements Replication, RatisStateMachine.Events {
    private static final Logger LOG = LoggerFactory.getLogger(RatisReplication.class);

    /** How much longer a change of the members may take than a write: a new node catches up first. */
    private static final int CHANGE_TIMES = 30;

    private final NodeOptions options;
    private final RaftGroupId group;
    private final Closeable lock;
    private final EventLoop loop;
    private final Clock clock;
    private final Consumer<Throwable> broken;
    private final RatisStateMachine machine;
    private final RaftServer server;
    private final ClientId client = ClientId.randomId();
    private final MemberCheck memberCheck;
    private final long timeoutNanos;

    /** Ratis may keep a caller waiting: for its lock, for room in its queue. */
    private final ExecutorService submitter = Executors.newSingleThreadExecutor(
            task -> Thread.ofPlatform().daemon().name("kvs-ratis-submit").unstarted(task));

    /** The oldest first; answered ones leave it when they are the oldest. */
    private final ArrayDeque<OpenRequest> open = new ArrayDeque<>();

    /** Changes of the members, in the same way. */
    private final ArrayDeque<OpenRequest> openChanges = new ArrayDeque<>();

    /** Requests without an answer. */
    private int unanswered;

    private boolean stopped;

    /** What the loop has yet to hand to clients. */
    private final Queue<Runnable> answers = new ConcurrentLinkedQueue<>();

    private final AtomicBoolean announced = new AtomicBoolean();
    private final AtomicLong leaderChanges = new AtomicLong();
    private volatile boolean closing;
    private volatile @Nullable Throwable failure;

    /** Null until {@link #start}. */
    private volatile @Nullable RatisStatus status;

    RatisReplication(
            NodeOptions options,
            RaftGroup group,
            Path storage,
            Closeable lock,
            EventLoop loop,
            Clock clock,
            Consumer<Throwable> broken)
            throws IOException {
        this.options = options;
        this.group = group.getGroupId();
        this.lock = lock;
        this.loop = loop;
        this.clock = clock;
        this.broken = broken;
        this.timeoutNanos =
                options.tick().multipliedBy(options.replica().requestTicks()).toNanos();
        this.memberCheck = new MemberCheck(options, cluster());
        this.machine = new RatisStateMachine(options.replica(), this);
        this.server = RaftServer.newBuilder()
                .setServerId(RatisPeers.id(options.id()))
                .setGroup(group)
                .setOption(RaftStorage.StartupOption.RECOVER)
                .setStateMachine(machine)
                .setProperties(RatisSettings.of(options, storage))
                .build();
    }

    // ---- the node's life

    @Override
    public String name() {
        return "ratis";
    }

    @Override
    public long cluster() {
        return group.getUuid().getMostSignificantBits();
    }

    @Override
    public void start() throws IOException {
        try {
            RaftServer.Division division = server.getDivision(group);
            status = new RatisStatus(options.id(), division, machine);
            server.start();
        } catch (IOException | RuntimeException e) {
            closing = true;
            Throwable reason = reason(e);
            throw new IOException(
                    reason instanceof ChecksumException
                            ? "the log in " + options.directory() + " is damaged. Remove node " + options.id()
                                    + " from the cluster, and add the machine under an id that was never used"
                            : "Ratis could not start",
                    reason);
        }
        Logging.errorsOnly(RatisProvider.LIBRARY);
        loop.offer(this::tick);
    }

    /** Returns what is beneath the exceptions that only pass another one on. */
    private static Throwable reason(Throwable thrown) {
        Throwable reason = thrown;
        for (Throwable cause = reason.getCause(); cause != null; cause = cause.getCause()) {
            boolean passesOn = reason instanceof RuntimeException
                    || String.valueOf(reason.getMessage()).equals(cause.toString());
            if (!passesOn) {
                return reason;
            }
            reason = cause;
        }
        return reason;
    }

    private void tick() {
        if (stopped) {
            return;
        }
        loop.schedule(options.tick(), this::tick);
        memberCheck.tick(leader() != 0);
        closeOverdue(open, clock.nanos());
        closeOverdue(openChanges, clock.nanos());
    }

    private void closeOverdue(ArrayDeque<OpenRequest> requests, long now) {
        while (!requests.isEmpty()
                && (requests.getFirst().isAnswered() || requests.getFirst().isOverdue(now))) {
            OpenRequest oldest = requests.removeFirst();
            // Appended or not: what waits to be appended can be so after this answer.
            answerNow(oldest, oldest.isChange() ? new Response.MayHaveHappened() : new Response.Busy());
        }
    }

    @Override
    public void resign(Duration timeout) throws InterruptedException {
        RatisStatus known = status;
        if (known == null || !known.isLeader() || known.mostUpToDate() == 0) {
            return;
        }
        CountDownLatch done = new CountDownLatch(1);
        boolean asked = loop.offer(() -> submit(new Request.Transfer(0), response -> {
            LOG.info("the leadership was handed over: {}", response);
            done.countDown();
        }));
        if (asked && !done.await(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warn("no other node took over within {} ms", timeout.toMillis());
        }
    }

    @Override
    public void disconnect() throws InterruptedException {
        closing = true;
        CountDownLatch done = new CountDownLatch(1);
        if (loop.offer(() -> {
            stopped = true;
            done.countDown();
        })) {
            done.await();
        }
        submitter.shutdown();
        submitter.awaitTermination(10, TimeUnit.SECONDS);
        try {
            server.close();
        } catch (IOException e) {
            LOG.error("Ratis could not stop in order: {}", ErrorLine.of(e));
        }
    }

    @Override
    public void close() throws IOException {
        // Ratis has closed its own files with its server.
        lock.close();
    }

    // ---- events of Ratis

    @Override
    public void leaderChanged(int leader) {
        RatisStatus known = status;
        if (leader == 0 || known == null) {
            return;
        }
        leaderChanges.incrementAndGet();
        LOG.info(
                leader == options.id() ? "this node leads in term {}" : "node " + leader + " leads in term {}",
                known.term());
    }

    @Override
    public void logFailed(Throwable cause) {
        failure = cause;
    }

    @Override
    public void ended() {
        if (!closing) {
            broken.accept(new IOException(
                    "Ratis has stopped: its files cannot be written or read, or the node was removed from the cluster",
                    failure));
        }
    }

    // ---- requests

    @Override
    public void submit(Request request, Answer answer) {
        if (stopped || unanswered >= options.replica().maxOpenRequests()) {
            answer.answered(new Response.Busy());
            return;
        }
        boolean changes = request instanceof Request.Change;
        boolean reads = request instanceof Request.Get || request instanceof Request.Scan;
        OpenRequest opened = new OpenRequest(
                answer,
                clock.nanos() + (changes ? CHANGE_TIMES * timeoutNanos : timeoutNanos),
                !reads && !(request instanceof Request.Status));
        (changes ? openChanges : open).add(opened);
        unanswered++;
        try {
            submitter.execute(() -> begin(opened, request));
        } catch (RejectedExecutionException e) {
            answerNow(opened, new Response.Busy());
        }
    }

    private void answerNow(OpenRequest request, Response response) {
        if (!request.isAnswered()) {
            unanswered--;
            request.answer(response);
        }
    }

    /** Answers on the loop. Any thread may call this. */
    private void answer(OpenRequest request, Response response) {
        answers.add(() -> answerNow(request, response));
        // One message to the loop for all that have gathered. If its mailbox is full, the next answer tries again; a
        // request that waits too long for that is answered by the tick.
        if (announced.compareAndSet(false, true) && !loop.offer(this::handOut)) {
            announced.set(false);
        }
    }

    private void handOut() {
        announced.set(false);
        for (Runnable next = answers.poll(); next != null; next = answers.poll()) {
            next.run();
        }
    }

    private void begin(OpenRequest opened, Request request) {
        RatisStatus known = status;
        if (known == null) {
            answer(opened, new Response.Busy());
            return;
        }
        try {
            switch (request) {
                case Request.OpenSession() -> propose(opened, known, new LogCommand.OpenSession(clock.millis()));
                case Request.Write(@Nullable WriteId id, KvCommand command) -> write(opened, known, id, command);
                case Request.Get get -> read(opened, known, get, get.stale());
                case Request.Scan scan -> read(opened, known, scan, scan.stale());
                case Request.Change(var change) -> Administration.change(this, opened, known, change);
                case Request.Transfer(int target) -> Administration.transfer(this, opened, known, target);
                case Request.Status() -> answer(opened, known.response());
            }
        } catch (IOException | RuntimeException e) {
            failed(opened, e);
        }
    }

    private void write(OpenRequest opened, RatisStatus known, @Nullable WriteId id, KvCommand command)
            throws IOException {
        String problem = Rejections.problem(command, options.replica());
        if (problem != null) {
            answer(opened, new Response.Rejected(problem));
        } else {
            propose(opened, known, new LogCommand.Write(clock.millis(), id, command));
        }
    }

    private void propose(OpenRequest opened, RatisStatus known, LogCommand command) throws IOException {
        if (!known.isLeader()) {
            answer(opened, new Response.NotLeader(known.leader()));
            return;
        }
        send(opened, RaftClientRequest.writeRequestType(), new Messages.Command(opened, CommandCodec.encode(command)));
    }

    private void read(OpenRequest opened, RatisStatus known, Request read, boolean stale) throws IOException {
        if (stale) {
            answer(opened, machine.read(read));
        } else if (!known.isLeader()) {
            answer(opened, new Response.NotLeader(known.leader()));
        } else {
            send(opened, RaftClientRequest.readRequestType(), new Messages.Read(read));
        }
    }

    private void send(OpenRequest opened, RaftClientRequest.Type type, Message message) throws IOException {
        RaftClientRequest request = RaftClientRequest.newBuilder()
                .setClientId(client)
                .setServerId(server.getId())
                .setGroupId(group)
                .setCallId(CallId.getAndIncrement())
                .setType(type)
                .setMessage(message)
                .build();
        answerFrom(opened, server.submitClientRequestAsync(request), reply -> {
            if (reply.getMessage() instanceof Messages.Answer(Response response)) {
                return response;
            }
            throw new IllegalStateException("Ratis answers with something else than the state machine: " + reply);
        });
    }

    /** What a reply of Ratis that is no failure means. */
    @FunctionalInterface
    interface Success {
        Response response(RaftClientReply reply);
    }

    void answerFrom(OpenRequest opened, CompletableFuture<RaftClientReply> reply, Success success) {
        var _ = reply.whenComplete((received, problem) -> {
            if (problem != null) {
                failed(opened, problem);
            } else if (received.getException() != null) {
                failed(opened, received.getException());
            } else {
                answer(opened, success.response(received));
            }
        });
    }

    private void failed(OpenRequest opened, Throwable problem) {
        Throwable cause =
                problem.getCause() != null && !(problem instanceof IOException) ? problem.getCause() : problem;
        LOG.debug("Ratis did not carry out a request: {}", ErrorLine.of(cause));
        answer(opened, Failures.response(cause, opened.isAppended(), leader()));
    }

    void reject(OpenRequest opened, Proposal.Reason reason) {
        answer(opened, Rejections.response(reason, leader()));
    }

    void answered(OpenRequest opened, Response response) {
        answer(opened, response);
    }

    RaftServer server() {
        return server;
    }

    RaftGroupId group() {
        return group;
    }

    ClientId client() {
        return client;
    }

    // ---- for clients and operators

    @Override
    public int leader() {
        RatisStatus known = status;
        return known == null ? 0 : known.leader();
    }

    @Override
    public @Nullable NodeAddress address(int node) {
        RatisStatus known = status;
        RaftPeer peer = known == null ? null : known.peer(node);
        return peer == null ? null : RatisPeers.address(peer);
    }

    @Override
    public void describe(NodeInfoProto.Builder info) {
        RatisStatus known = status;
        if (known != null) {
            info.setLogBytes(known.logBytes()).setSnapshotBytes(machine.snapshotBytes());
        }
    }

    @Override
    public List<Metric> metrics() {
        RatisStatus known = status;
        List<Metric> all = new ArrayList<>();
        if (known != null) {
            known.addTo(all);
        }
        all.add(new Metric(
                "kvs_raft_leader_changes_total",
                true,
                (double) leaderChanges.get(),
                "How often this node has seen another leader."));
        all.add(new Metric("kvs_open_requests", false, unanswered, "Requests that wait for an answer."));
        all.add(new Metric(
                "kvs_snapshots_taken_total",
                true,
                (double) machine.snapshotsTaken(),
                "Snapshots of this node's own state."));
        all.add(new Metric(
                "kvs_snapshots_installed_total",
                true,
                (double) machine.snapshotsInstalled(),
                "Snapshots received from a leader."));
        return all;
    }
}

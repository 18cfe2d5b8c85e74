package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.UnaryOperator;
import kvs.io.Disk;
import kvs.io.SimDisk;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.RaftStatus;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;

/**
 * Node 1 of three, on a disk in memory and a clock that stands. A test plays nodes 2 and 3: it hands their messages to the
 * node; what the node sends them is not read.
 */
final class LoneNode implements AutoCloseable {
    private static final long CLUSTER = 7;

    /** The term in which the node leads after {@link #lead}. */
    static final long TERM = 2;

    final SimDisk disk = new SimDisk();
    final NodeOptions options;
    final EventLoop loop;
    final NodeStorage storage;
    final RaftReplication node;
    private final ManualClock clock = new ManualClock();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch began = new CountDownLatch(1);
    private final List<ServerSocket> silents = new ArrayList<>();

    LoneNode(UnaryOperator<NodeOptions> choices) throws IOException {
        this(choices, disk -> disk);
    }

    /** @param seen returns what the node sees of the disk */
    LoneNode(UnaryOperator<NodeOptions> choices, UnaryOperator<Disk> seen) throws IOException {
        Disk nodesDisk = seen.apply(disk);
        options = choices.apply(NodeOptions.of(1, RecordedNode.DIRECTORY, TestAddresses.members(3)));
        // A refused connection would say that node 2 has ended, and node 1 would no longer follow it.
        for (int peer = 2; peer <= 3; peer++) {
            NodeAddress address = Objects.requireNonNull(options.members().get(peer));
            ServerSocket silent = new ServerSocket();
            silent.bind(new InetSocketAddress(address.host(), address.peerPort()));
            silents.add(silent);
        }
        loop = new EventLoop("test-loop", NetLimits.DEFAULT, clock, new NetStats(), failures::add);
        loop.start();
        NodeDirectory directory = NodeDirectory.open(nodesDisk, RecordedNode.DIRECTORY);
        Identity identity = new Identity(CLUSTER, 1, 11, "members");
        directory.claim(identity);
        storage = NodeStorage.open(nodesDisk, RecordedNode.DIRECTORY, options.initial());
        node = new RaftReplication(
                options, identity, directory, storage, loop, clock, new SplittableRandom(1), failures::add);
        node.start();
    }

    /** Runs a task on the loop; returns its result after the end of its turn. */
    <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (!loop.offer(() -> {
            try {
                T value = task.call();
                loop.execute(() -> loop.execute(() -> result.complete(value)));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        })) {
            throw new IllegalStateException("the loop takes no messages");
        }
        return result.get();
    }

    /** Waits for the first failure that stops the node, which the test expects. */
    Throwable awaitFailure() {
        while (failures.isEmpty()) {
            Thread.yield();
        }
        return failures.removeFirst();
    }

    double metric(String name) throws InterruptedException, ExecutionException {
        return onLoop(() -> node.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value());
    }

    RaftStatus status() throws InterruptedException, ExecutionException {
        List<Response> answers = new CopyOnWriteArrayList<>();
        onLoop(() -> {
            node.submit(new Request.Status(), answers::add);
            return true;
        });
        return ((Response.StatusOf) answers.getFirst()).raft();
    }

    void receive(int from, Message message) throws InterruptedException, ExecutionException {
        onLoop(() -> {
            node.received(new Envelope(CLUSTER, from, 1, message));
            return true;
        });
    }

    /** Makes the next force take until {@link #goOn}. */
    void slowDown() {
        disk.duringForce(() -> {
            began.countDown();
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    /** Waits until the force that takes long has begun. */
    void awaitSlow() throws InterruptedException {
        began.await();
    }

    void goOn() {
        slow.countDown();
    }

    /** Moves the clock by this, and at least one tick of the node. */
    void pass(Duration time) throws InterruptedException, ExecutionException {
        clock.advance(time.plus(options.tick()));
        // One turn for the tick, and one for what it asks for.
        onLoop(() -> true);
        onLoop(() -> true);
    }

    void awaitDisk() throws InterruptedException, ExecutionException {
        while (metric("kvs_raft_durable_index") < metric("kvs_raft_last_index") || metric("kvs_disk_queue_depth") > 0) {
            Thread.yield();
        }
    }

    /** Makes the node the leader of {@link #TERM}, with one entry, which is durable. */
    void lead() throws InterruptedException, ExecutionException {
        receive(2, new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0));
        receive(2, new Message.TimeoutNow(1));
        while (onLoop(node::leader) != 1) {
            receive(3, new Message.RequestVoteResponse(TERM, true));
        }
        awaitDisk();
    }

    /** Submits a request. */
    void submit(Request request, List<Response> answers) throws InterruptedException, ExecutionException {
        onLoop(() -> {
            node.submit(request, answers::add);
            return true;
        });
    }

    /** Submits a write, which becomes this entry, and lets followers have it. */
    void write(Bytes value, List<Response> answers, long index, int... followers)
            throws InterruptedException, ExecutionException {
        submit(new Request.Write(null, new KvCommand.Set(Bytes.utf8("k"), value)), answers);
        for (int follower : followers) {
            acknowledge(follower, index);
        }
    }

    /** Lets a follower say that it has everything up to this entry. */
    void acknowledge(int follower, long index) throws InterruptedException, ExecutionException {
        receive(follower, new Message.AppendEntriesResponse(TERM, true, index, EntryId.NONE, 0, false));
    }

    @Override
    public void close() throws IOException {
        goOn();
        try {
            node.disconnect();
            loop.stop(Duration.ZERO);
            node.close();
        } catch (InterruptedException e) {
            throw new AssertionError("the node did not stop before the test was given up", e);
        }
        for (ServerSocket silent : silents) {
            silent.close();
        }
        assertThat(failures).isEmpty();
    }
}

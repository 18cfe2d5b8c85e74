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
import kvs.io.SimDisk;
import kvs.net.EventLoop;
import kvs.net.ManualClock;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.EntryId;
import kvs.raft.Envelope;
import kvs.raft.Message;
import kvs.raft.Snapshot;
import kvs.raft.kv.KvCommand;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node whose disk takes long. */
@Timeout(60)
class SlowDiskTest {
    private static final long CLUSTER = 7;
    private static final int PIECE_BYTES = 10;
    private static final Bytes VALUE = Bytes.copyOf(new byte[1 << 20]);

    private final SimDisk disk = new SimDisk();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final CountDownLatch slow = new CountDownLatch(1);
    private final CountDownLatch began = new CountDownLatch(1);
    private final List<ServerSocket> silents = new ArrayList<>();
    private EventLoop loop;
    private NodeOptions options;
    private NodeStorage storage;
    private RaftReplication node;

    @BeforeEach
    void start() throws IOException {
        options = NodeOptions.of(1, RecordedNode.DIRECTORY, TestAddresses.members(3));
        // A refused connection would say that node 2 has ended, and node 1 would no longer follow it.
        for (int peer = 2; peer <= 3; peer++) {
            NodeAddress address = Objects.requireNonNull(options.members().get(peer));
            ServerSocket silent = new ServerSocket();
            silent.bind(new InetSocketAddress(address.host(), address.peerPort()));
            silents.add(silent);
        }
        loop = new EventLoop("test-loop", NetLimits.DEFAULT, new ManualClock(), new NetStats(), failures::add);
        loop.start();
        NodeDirectory directory = NodeDirectory.open(disk, RecordedNode.DIRECTORY);
        Identity identity = new Identity(CLUSTER, 1, 11, "members");
        directory.claim(identity);
        storage = NodeStorage.open(disk, RecordedNode.DIRECTORY, options.initial());
        node = new RaftReplication(
                options, identity, directory, storage, loop, new ManualClock(), new SplittableRandom(1), failures::add);
        node.start();
    }

    @AfterEach
    void stop() throws Exception {
        slow.countDown();
        node.disconnect();
        loop.stop(Duration.ZERO);
        node.close();
        for (ServerSocket silent : silents) {
            silent.close();
        }
        assertThat(failures).isEmpty();
    }

    private <T> T onLoop(Callable<T> task) throws InterruptedException, ExecutionException {
        CompletableFuture<T> result = new CompletableFuture<>();
        if (!loop.offer(() -> {
            try {
                T value = task.call();
                // After the end of this turn.
                loop.execute(() -> loop.execute(() -> result.complete(value)));
            } catch (Exception e) {
                result.completeExceptionally(e);
            }
        })) {
            throw new IllegalStateException("the loop takes no messages");
        }
        return result.get();
    }

    private double metric(String name) throws InterruptedException, ExecutionException {
        return onLoop(() -> node.metrics().stream()
                .filter(metric -> metric.name().equals(name))
                .findFirst()
                .orElseThrow()
                .value());
    }

    private void receive(Message message) throws InterruptedException, ExecutionException {
        receive(2, message);
    }

    private void receive(int from, Message message) throws InterruptedException, ExecutionException {
        onLoop(() -> {
            node.received(new Envelope(CLUSTER, from, 1, message));
            return true;
        });
    }

    /** Makes the next force take until {@link #slow} is counted down. */
    private void slowDown() {
        disk.duringForce(() -> {
            began.countDown();
            try {
                slow.await();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    private void awaitDisk() throws InterruptedException, ExecutionException {
        while (metric("kvs_raft_durable_index") < metric("kvs_raft_last_index") || metric("kvs_disk_queue_depth") > 0) {
            Thread.yield();
        }
    }

    @Test
    void pieces_of_a_snapshot_do_not_fill_the_memory_while_the_disk_takes_none() throws Exception {
        Snapshot snapshot = new Snapshot(new EntryId(50, 1), options.initial());
        slowDown();
        // Stores the term.
        receive(new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0));
        began.await();
        for (int piece = 0; piece < 200; piece++) {
            receive(new Message.InstallSnapshot(
                    1, snapshot, (long) piece * PIECE_BYTES, new byte[PIECE_BYTES], false, 0));
        }
        assertThat(metric("kvs_disk_queue_depth")).isBetween(10.0, 40.0);
        slow.countDown();
        awaitDisk();
        Fact.when("node 2 is the leader for node 1").gives(2, (int) onLoop(node::leader));
    }

    /** Its followers may commit what the leader's own disk has not taken. */
    @Test
    void a_leader_takes_no_more_writes_while_its_disk_is_far_behind() throws Exception {
        receive(new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0));
        receive(new Message.TimeoutNow(1));
        while (onLoop(node::leader) != 1) {
            receive(3, new Message.RequestVoteResponse(2, true));
        }
        awaitDisk();
        slowDown();
        List<Response> answers = new CopyOnWriteArrayList<>();
        write(answers, 2);
        began.await();
        for (long index = 3; index <= 100; index++) {
            write(answers, index);
        }
        slow.countDown();
        assertThat(answers.subList(0, 50)).containsOnly(new Response.Done(null), new Response.Done(VALUE));
        assertThat(answers.subList(80, 99)).containsOnly(new Response.Busy());
        awaitDisk();
        write(answers, (long) metric("kvs_raft_last_index") + 1);
        assertThat(answers.getLast()).isEqualTo(new Response.Done(VALUE));
    }

    /** Submits a write, which becomes this entry, and lets the followers have it. */
    private void write(List<Response> answers, long index) throws InterruptedException, ExecutionException {
        KvCommand set = new KvCommand.Set(Bytes.utf8("k"), VALUE);
        onLoop(() -> {
            node.submit(new Request.Write(null, set), answers::add);
            return true;
        });
        for (int follower = 2; follower <= 3; follower++) {
            receive(follower, new Message.AppendEntriesResponse(2, true, index, EntryId.NONE, 0, false));
        }
    }
}

package kvs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import kvs.io.SimDisk;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Fact;
import kvs.raft.EntryId;
import kvs.raft.Snapshot;
import kvs.raft.kv.FrozenSnapshot;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import kvs.raft.proto.NodeInfoProto;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is stopped while it starts, or whose start or stop fails: nothing is left open. */
@Timeout(60)
class NodeLifeTest {
    private final NodeOptions options = NodeOptions.of(1, RecordedNode.DIRECTORY, TestAddresses.members(1));
    private final Recorded recorded = new Recorded();

    /** A replication that does nothing, and notes what it is told. */
    private static class Recorded implements Replication {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public String name() {
            return "recorded";
        }

        @Override
        public long cluster() {
            return 7;
        }

        @Override
        public int leader() {
            return 0;
        }

        @Override
        public @Nullable NodeAddress address(int node) {
            return null;
        }

        @Override
        public List<Metric> metrics() {
            return List.of();
        }

        @Override
        public void describe(NodeInfoProto.Builder info) {}

        @Override
        public void submit(Request request, Answer answer) {
            answer.answered(new Response.Busy());
        }

        @Override
        public void start() {
            calls.add("start");
        }

        @Override
        public void resign(Duration timeout) throws InterruptedException {
            calls.add("resign");
        }

        @Override
        public void disconnect() throws InterruptedException {
            calls.add("disconnect");
        }

        @Override
        public void close() throws IOException {
            calls.add("close");
        }
    }

    /** What happens while a node opens its data. */
    private interface Meanwhile {
        void run(Consumer<Throwable> broken) throws IOException;
    }

    private Node node(Replication replication, Meanwhile meanwhile) throws IOException {
        return new Node(options, Clock.SYSTEM, new ReplicationProvider() {
            @Override
            public String name() {
                return "recorded";
            }

            @Override
            public Replication open(NodeOptions options, EventLoop loop, Clock clock, Consumer<Throwable> broken)
                    throws IOException {
                meanwhile.run(broken);
                return replication;
            }
        });
    }

    /** Binds the ports that a node may have left open. */
    private void requireFreePorts() throws IOException {
        NodeAddress address = options.address();
        for (int port : new int[] {address.clientPort(), address.peerPort()}) {
            ServerSocket socket = new ServerSocket();
            socket.bind(new InetSocketAddress(address.host(), port));
            socket.close();
        }
    }

    /** Waits until a thread has ended, or waits for something itself. */
    private static void awaitResting(Thread thread) {
        while (thread.getState() == Thread.State.NEW || thread.getState() == Thread.State.RUNNABLE) {
            Thread.yield();
        }
    }

    @Test
    void a_stop_during_the_start_ends_it_and_closes_everything_once() throws Exception {
        Node[] started = new Node[1];
        Thread[] stopping = new Thread[1];
        started[0] = node(recorded, _ -> {
            stopping[0] = Thread.ofPlatform()
                    .start(() -> Objects.requireNonNull(started[0]).stop());
            awaitResting(stopping[0]);
        });
        assertThatThrownBy(() -> started[0].start())
                .isInstanceOf(IOException.class)
                .hasMessage("the node was told to stop while it started");
        stopping[0].join();
        started[0].awaitStopped();
        Fact.when("stop a node while it opens its data; its replication")
                .gives(List.of("disconnect", "close"), recorded.calls);
        requireFreePorts();
    }

    @Test
    void a_node_that_breaks_during_its_start_says_why_and_closes_everything_once() throws Exception {
        Node node = node(recorded, broken -> {
            broken.accept(new IOException("the disk is gone"));
            broken.accept(new IOException("and something else"));
        });
        assertThatThrownBy(node::start)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the node could not start")
                .hasMessageContaining("the disk is gone");
        node.stop();
        assertThatThrownBy(node::awaitStopped).hasMessageContaining("the disk is gone");
        Fact.when("a node that breaks while it opens its data; its replication")
                .gives(List.of("disconnect", "close"), recorded.calls);
        requireFreePorts();
    }

    @Test
    void a_node_that_was_stopped_does_not_start() throws Exception {
        Node node = node(recorded, _ -> {
            throw new IOException("opened");
        });
        node.stop();
        assertThatThrownBy(node::start).hasMessage("the node was told to stop while it started");
        assertThat(recorded.calls).isEmpty();
    }

    @Test
    void an_interrupt_or_a_failure_of_one_step_skips_no_other() throws Exception {
        Recorded failing = new Recorded() {
            @Override
            public void resign(Duration timeout) throws InterruptedException {
                super.resign(timeout);
                throw new InterruptedException("of the hand-over");
            }

            @Override
            public void disconnect() throws InterruptedException {
                super.disconnect();
                throw new IllegalStateException("a bug");
            }
        };
        Node node = node(failing, _ -> {});
        node.start();
        node.stop();
        node.awaitStopped();
        Fact.when("stop a node whose hand-over is interrupted; its replication")
                .gives(List.of("start", "resign", "disconnect", "close"), failing.calls);
        requireFreePorts();
    }

    @Test
    void a_stop_by_an_interrupted_thread_stops_everything() throws Exception {
        Node node = node(recorded, _ -> {});
        node.start();
        Thread.currentThread().interrupt();
        node.stop();
        assertThat(Thread.interrupted())
                .as("whether the caller is still interrupted")
                .isTrue();
        Fact.when("stop a node in a thread that is interrupted; its replication")
                .gives(List.of("start", "resign", "disconnect", "close"), recorded.calls);
        requireFreePorts();
    }

    /** The checksum of the file is right: only the state machine finds out. */
    @Test
    void a_start_from_a_snapshot_that_cannot_be_read_leaves_no_thread_and_no_lock() throws Exception {
        SimDisk disk = new SimDisk();
        Snapshot snapshot = new Snapshot(new EntryId(5, 1), options.initial());
        try (NodeDirectory directory = NodeDirectory.open(disk, RecordedNode.DIRECTORY)) {
            directory.claim(new Identity(7, 1, 11, NodeOptions.text(options.members())));
        }
        try (NodeStorage storage = NodeStorage.open(disk, RecordedNode.DIRECTORY, options.initial())) {
            storage.publish(storage.draft(new FrozenSnapshot(
                    snapshot, List.of("no state".getBytes(UTF_8)).iterator())));
        }
        Set<Thread> before = diskThreads();
        EventLoop loop = new EventLoop("test-loop", NetLimits.DEFAULT, Clock.SYSTEM, new NetStats());
        assertThatThrownBy(() -> new RaftProvider(disk).open(options, loop, Clock.SYSTEM, _ -> {}))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("cannot be read. Remove node 1 from the cluster");
        loop.stop(Duration.ZERO);
        Set<Thread> left = diskThreads();
        left.removeAll(before);
        assertThat(left).as("threads of the disk that are left").isEmpty();
        NodeDirectory.open(disk, RecordedNode.DIRECTORY).close();
        NodeStorage.open(disk, RecordedNode.DIRECTORY, options.initial()).close();
    }

    private static Set<Thread> diskThreads() {
        Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
        threads.removeIf(thread -> !thread.getName().equals("kvs-disk"));
        return threads;
    }
}

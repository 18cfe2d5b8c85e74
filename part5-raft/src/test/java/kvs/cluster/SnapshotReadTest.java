package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.Message;
import kvs.raft.Payload;
import kvs.raft.Snapshot;
import kvs.raft.kv.KvStateMachine;
import kvs.raft.kv.Request;
import kvs.raft.kv.Response;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that reads a snapshot which has arrived, from a disk that takes long. */
@Timeout(60)
class SnapshotReadTest {
    private static final int LAST = 50;

    private final CountDownLatch began = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private LoneNode node;

    @BeforeEach
    void start() throws IOException {
        node = new LoneNode(options -> options, this::slow);
    }

    /** Returns a disk on which snapshots that arrive are read only once the test says so. */
    private Disk slow(Disk disk) {
        return (Disk) Proxy.newProxyInstance(
                Disk.class.getClassLoader(), new Class<?>[] {Disk.class}, (_, method, arguments) -> {
                    Object result = call(disk, method, arguments);
                    boolean slow = method.getName().equals("openToRead")
                            && arguments[0].toString().endsWith(".arriving");
                    return slow ? slow((DiskFile) result) : result;
                });
    }

    private DiskFile slow(DiskFile file) {
        return (DiskFile) Proxy.newProxyInstance(
                DiskFile.class.getClassLoader(), new Class<?>[] {DiskFile.class}, (_, method, arguments) -> {
                    if (method.getName().startsWith("read")) {
                        began.countDown();
                        goOn.await();
                    }
                    return call(file, method, arguments);
                });
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private Snapshot snapshot() {
        return new Snapshot(new EntryId(LAST, 1), node.options.initial());
    }

    private byte[] content() {
        KvStateMachine machine = new KvStateMachine(node.options.replica());
        for (int index = 1; index <= LAST; index++) {
            machine.apply(new Entry(index, 1, Payload.Noop.INSTANCE));
        }
        List<byte[]> chunks = new ArrayList<>();
        machine.freeze(snapshot()).chunks().forEachRemaining(chunks::add);
        byte[] content = {};
        for (byte[] chunk : chunks) {
            int end = content.length;
            content = Arrays.copyOf(content, end + chunk.length);
            System.arraycopy(chunk, 0, content, end, chunk.length);
        }
        return content;
    }

    private void arrives(byte[] content) throws Exception {
        int half = content.length / 2;
        byte[] first = Arrays.copyOf(content, half);
        byte[] second = Arrays.copyOfRange(content, half, content.length);
        node.receive(2, new Message.InstallSnapshot(1, snapshot(), 0, first, false, 0));
        node.receive(2, new Message.InstallSnapshot(1, snapshot(), half, second, true, 0));
    }

    private Response.StatusOf ask() throws Exception {
        List<Response> answers = new CopyOnWriteArrayList<>();
        node.submit(new Request.Get(Bytes.utf8("k"), true), answers);
        node.submit(new Request.Status(), answers);
        Fact.when("read at the node").gives(new Response.Missing(), answers.getFirst());
        return (Response.StatusOf) answers.getLast();
    }

    @Test
    void the_loop_serves_while_a_snapshot_is_read() throws Exception {
        try (LoneNode _ = node) {
            arrives(content());
            began.await();
            for (int heartbeat = 0; heartbeat < 10; heartbeat++) {
                node.receive(2, new Message.AppendEntries(1, EntryId.NONE, List.of(), 0, 0));
            }
            Fact.when("while the snapshot is read; entries that are applied")
                    .gives(0L, ask().machine().applied());
            Fact.when("snapshots that are installed").gives(0.0, node.metric("kvs_snapshots_installed_total"));
            goOn.countDown();
            while (node.metric("kvs_snapshots_installed_total") == 0) {
                Thread.yield();
            }
            node.awaitDisk();
            Fact.when("the snapshot is read; entries that are applied")
                    .gives((long) LAST, ask().machine().applied());
            Fact.when("the snapshot on disk ends at entry")
                    .gives((long) LAST, node.status().snapshot().last().index());
        }
    }

    @Test
    void a_node_stops_while_it_reads_a_snapshot() throws Exception {
        arrives(content());
        began.await();
        node.close();
        try (NodeStorage again = RecordedNode.open(node.disk)) {
            Fact.when("start it again; its snapshot ends at entry")
                    .gives(0L, again.restored().snapshot().last().index());
        }
    }

    @Test
    void a_damaged_snapshot_ends_the_node_and_leaves_its_log() throws Exception {
        byte[] damaged = content();
        damaged[damaged.length - 1] ^= 1;
        goOn.countDown();
        arrives(damaged);
        assertThat(node.awaitFailure()).hasMessage("a snapshot that has arrived cannot be read");
        node.close();
        try (NodeStorage again = RecordedNode.open(node.disk)) {
            Fact.when("start it again; its snapshot ends at entry")
                    .gives(0L, again.restored().snapshot().last().index());
        }
    }

    /** Its pieces overwrite those that are being read. */
    @Test
    void a_snapshot_that_is_cut_short_by_the_next_ends_nothing() throws Exception {
        try (LoneNode _ = node) {
            arrives(content());
            began.await();
            byte[] content = content();
            node.receive(2, new Message.InstallSnapshot(1, snapshot(), 0, Arrays.copyOf(content, 1), false, 0));
            Snapshot other = new Snapshot(new EntryId(LAST + 1, 1), node.options.initial());
            node.receive(2, new Message.InstallSnapshot(1, other, 0, new byte[1], false, 0));
            node.awaitDisk();
            goOn.countDown();
            arrives(content);
            while (node.metric("kvs_snapshots_installed_total") == 0) {
                Thread.yield();
            }
        }
    }
}

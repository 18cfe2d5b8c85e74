package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import kvs.client.ClientOptions;
import kvs.client.KvClient;
import kvs.engine.log.InterceptedDisk.Action;
import kvs.io.SimDisk;
import kvs.protocol.Bytes;
import kvs.server.ServerOptions;
import kvs.server.TestServer;
import kvs.server.ThreadModel;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A disk that takes its time. A virtual thread that waited for it would keep its carrier from all other connections. */
@Timeout(60)
class SlowDiskTest {
    private static final Set<Action> OF_FILES =
            EnumSet.of(Action.READ, Action.WRITE, Action.TRUNCATE, Action.FORCE, Action.CREATE, Action.RENAME);

    private final InterceptedDisk disk = new InterceptedDisk(new SimDisk());

    /** What virtual threads did with files. */
    private final Queue<String> onCarriers = new ConcurrentLinkedQueue<>();

    private static Bytes key(int i) {
        return Bytes.utf8("key" + i);
    }

    @Test
    void virtual_threads_leave_every_action_on_a_file_to_others() throws Exception {
        try (LogEngine engine = SmallEngines.open(disk)) {
            disk.beforeEach((action, file) -> {
                if (OF_FILES.contains(action) && Thread.currentThread().isVirtual()) {
                    onCarriers.add(action + " " + file);
                }
            });
            List<FutureTask<Void>> clients = new ArrayList<>();
            for (int client = 0; client < 4; client++) {
                int first = 100 * client;
                clients.add(new FutureTask<>(() -> {
                    for (int i = first; i < first + 100; i++) {
                        engine.set(key(i), Bytes.utf8("value" + i));
                        assertThat(engine.get(key(i))).isEqualTo(Bytes.utf8("value" + i));
                    }
                    assertThat(engine.scan(key(first), null, 10)).hasSize(10);
                    assertThat(engine.remove(key(first))).isTrue();
                    return null;
                }));
            }
            clients.forEach(client -> Thread.ofVirtual().start(client));
            for (FutureTask<Void> client : clients) {
                client.get();
            }
            disk.stopIntercepting();
        }
        assertThat(onCarriers).isEmpty();
    }

    @Test
    void a_ping_is_answered_while_more_reads_wait_for_the_disk_than_there_are_carriers() throws Exception {
        int readers = 2 * Runtime.getRuntime().availableProcessors() + 1;
        CountDownLatch allWait = new CountDownLatch(readers);
        CountDownLatch answers = new CountDownLatch(1);
        ServerOptions options = ServerOptions.defaults().withThreadModel(ThreadModel.virtual());
        LogEngine engine = SmallEngines.open(disk);
        for (int i = 0; i < readers; i++) {
            engine.set(key(i), Bytes.utf8("value" + i));
        }
        disk.beforeEach((action, file) -> {
            if (action == Action.READ) {
                allWait.countDown();
                if (Thread.currentThread().isVirtual()) {
                    // To wait here would stop the server.
                    onCarriers.add(action + " " + file);
                } else {
                    await(answers);
                }
            }
        });
        try (TestServer server = TestServer.start(options, engine)) {
            List<FutureTask<Bytes>> gets = new ArrayList<>();
            for (int i = 0; i < readers; i++) {
                Bytes key = key(i);
                gets.add(new FutureTask<>(() -> {
                    try (KvClient client = connect(server)) {
                        return client.get(key);
                    }
                }));
            }
            gets.forEach(get -> Thread.ofPlatform().daemon().start(get));
            allWait.await();
            try (KvClient other = connect(server)) {
                for (int i = 0; i < 10; i++) {
                    other.ping(Bytes.utf8("hello"));
                }
            }
            answers.countDown();
            for (int i = 0; i < readers; i++) {
                assertThat(gets.get(i).get()).isEqualTo(Bytes.utf8("value" + i));
            }
            disk.stopIntercepting();
        }
        assertThat(onCarriers).isEmpty();
    }

    private static KvClient connect(TestServer server) throws IOException {
        return KvClient.connect(server.address, ClientOptions.defaults());
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }
}

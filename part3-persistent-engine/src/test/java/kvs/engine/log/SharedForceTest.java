package kvs.engine.log;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import kvs.io.Crash;
import kvs.io.SimDisk;
import kvs.io.SimOperation;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What happens during a force. */
@Timeout(60)
class SharedForceTest {
    private static final Bytes FIRST = Bytes.utf8("first");
    private static final Bytes ONE = Bytes.utf8("1");
    private static final int WRITERS = 20;

    private final SimDisk disk = new SimDisk();

    @Test
    void writers_that_wait_during_a_force_share_the_next_one() throws Exception {
        List<FutureTask<Void>> others = new ArrayList<>();
        // Large segments, so that no roll forces anything.
        try (LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, LogEngineOptions.defaults())) {
            disk.duringForce(() -> {
                for (int i = 0; i < WRITERS; i++) {
                    others.add(waiting(engine, Bytes.utf8("key" + i)));
                }
            });
            long before = forces();
            engine.set(FIRST, ONE);
            for (FutureTask<Void> other : others) {
                other.get();
            }
            Fact.when(WRITERS + " threads set a key each while another set is being forced; forces")
                    .usually(
                            "each writer forces on its own; or a write was acknowledged by a force that had begun before it")
                    .gives(2, forces() - before);
            for (int i = 0; i < WRITERS; i++) {
                Fact.when("get(key" + i + ")").gives(ONE, engine.get(Bytes.utf8("key" + i)));
            }
        }
    }

    /** Starts a thread that sets a key, and returns when it waits for its turn. */
    private static FutureTask<Void> waiting(LogEngine engine, Bytes key) {
        FutureTask<Void> task = new FutureTask<>(() -> {
            engine.set(key, ONE);
            return null;
        });
        Thread thread = Thread.ofPlatform().start(task);
        while (thread.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        return task;
    }

    private long forces() {
        return disk.trace().stream()
                .filter(SimOperation.Force.class::isInstance)
                .count();
    }

    @Test
    void a_value_is_not_read_before_it_is_durable() throws IOException {
        try (LogEngine engine = SmallEngines.open(disk)) {
            List<Bytes> read = new ArrayList<>();
            disk.duringForce(() -> {
                try {
                    read.add(engine.get(FIRST));
                    read.addAll(engine.scan(Bytes.EMPTY, null, 9).stream()
                            .map(entry -> entry.value())
                            .toList());
                } catch (IOException e) {
                    throw new AssertionError(e);
                }
            });
            engine.set(FIRST, ONE);
            Fact.when("get(first) and scan while set(first, 1) is being forced")
                    .usually("the index was changed before the force: a value that was read could still get lost")
                    .holds(read.size() == 1 && read.getFirst() == null, "nothing", read);
            Fact.when("get(first) after that").gives(ONE, engine.get(FIRST));
        }
    }

    @Test
    void under_INTERVAL_a_write_is_forced_later() throws Exception {
        CountDownLatch forced = new CountDownLatch(1);
        LogEngineOptions options =
                SmallEngines.options().withFsync(Fsync.INTERVAL).withInterval(Duration.ofMillis(1));
        LogEngine engine = LogEngine.open(disk, SmallEngines.DIRECTORY, options);
        engine.set(FIRST, ONE);
        disk.duringForce(forced::countDown);
        engine.set(FIRST, ONE);
        // Without any call.
        forced.await();
        assertThat(RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), "lose the power after the interval"))
                .hasSize(1);
        engine.close();
    }

    @Test
    void under_NEVER_writes_force_nothing() throws IOException {
        LogEngine engine = LogEngine.open(
                disk, SmallEngines.DIRECTORY, LogEngineOptions.defaults().withFsync(Fsync.NEVER));
        long before = forces();
        for (int i = 0; i < 50; i++) {
            engine.set(FIRST, ONE);
        }
        Fact.when("forces of 50 sets under never").gives(0, forces() - before);
        assertThat(RecoveryCheck.entries(disk.crash(Crash.KEEPS_ALL), "kill the process"))
                .as("the operating system has every acknowledged write")
                .hasSize(1);
        engine.flush();
        assertThat(RecoveryCheck.entries(disk.crash(Crash.LOSES_ALL), "flush(), lose the power"))
                .hasSize(1);
        engine.close();
    }
}

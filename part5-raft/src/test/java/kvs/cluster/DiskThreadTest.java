package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import kvs.io.Shortage;
import kvs.io.SimDisk;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.net.NetLimits;
import kvs.net.NetStats;
import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Write;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The thread of the disk, on a disk that is full or fails. */
@Timeout(60)
class DiskThreadTest {
    private final SimDisk disk = new SimDisk();
    private final List<Long> persisted = new CopyOnWriteArrayList<>();
    private final List<Throwable> failures = new CopyOnWriteArrayList<>();
    private final AtomicLong bytesLeft = new AtomicLong(Long.MAX_VALUE);
    private final AtomicLong descriptorsLeft = new AtomicLong(Long.MAX_VALUE);
    private EventLoop loop;
    private NodeStorage storage;
    private DiskThread thread;

    @BeforeEach
    void start() throws IOException {
        loop = new EventLoop("test-loop", NetLimits.DEFAULT, Clock.SYSTEM, new NetStats(), failures::add);
        loop.start();
        storage = RecordedNode.open(disk);
        thread = new DiskThread(
                "test-disk",
                storage,
                loop,
                List.of(Shortage.ofRoom(bytesLeft::get, 1000), Shortage.ofDescriptors(descriptorsLeft::get)),
                persisted::add,
                failures::add);
        thread.start();
    }

    @AfterEach
    void stop() throws Exception {
        disk.capacity(Long.MAX_VALUE);
        loop.stop(Duration.ZERO);
        thread.loopEnded();
        thread.stop();
        storage.close();
    }

    private static Write write(long number) {
        Entry entry = new Entry(number, 1, new Payload.Command(new byte[100]));
        return new Write(number, new HardState(number, 1), null, List.of(entry));
    }

    private static void await(BooleanSupplier condition) {
        while (!condition.getAsBoolean()) {
            Thread.yield();
        }
    }

    private void fill() {
        disk.capacity(
                disk.files().values().stream().mapToLong(bytes -> bytes.length).sum());
    }

    @Test
    void ends_although_there_is_no_room_when_the_node_stops() throws Exception {
        thread.write(write(1));
        await(() -> persisted.contains(1L));
        fill();
        List<String> done = new ArrayList<>();
        thread.write(write(2));
        thread.run(() -> done.add("after the write"));
        await(() -> thread.isFull());
        thread.stop();
        assertThat(persisted).doesNotContain(2L);
        Fact.when("stop without room for a write; tasks after it that ran").gives(List.of(), done);
        assertThat(failures).isEmpty();
    }

    @Test
    void a_question_that_waits_for_room_fails_when_the_node_stops() throws Exception {
        thread.write(write(1));
        await(() -> persisted.contains(1L));
        fill();
        thread.write(write(2));
        await(() -> thread.isFull());
        CountDownLatch asks = new CountDownLatch(1);
        List<Throwable> refused = new CopyOnWriteArrayList<>();
        Thread asking = Thread.ofVirtual().start(() -> {
            asks.countDown();
            try {
                thread.ask(() -> "answer");
            } catch (IOException e) {
                refused.add(e);
            }
        });
        asks.await();
        thread.giveUp();
        asking.join();
        assertThat(refused).singleElement().asString().contains("since the node stops");
    }

    @Test
    void a_question_fails_when_the_disk_has_failed() throws Exception {
        assertThat(thread.ask(() -> "answer")).isEqualTo("answer");
        assertThatThrownBy(() -> thread.ask(() -> {
                    throw new IOException("no such snapshot");
                }))
                .isInstanceOf(IOException.class)
                .hasMessage("no such snapshot");
        thread.run(() -> {
            throw new IOException("the disk is gone");
        });
        assertThatThrownBy(() -> thread.ask(() -> "answer"))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("since the node stops");
        assertThat(failures).singleElement().asString().contains("the disk is gone");
    }

    @Test
    void a_task_that_finds_no_room_is_tried_again() throws Exception {
        List<String> tried = new ArrayList<>();
        List<String> passing =
                List.of("a: No space left on device", "b: Disk quota exceeded", "c: Too many open files");
        thread.run(() -> {
            if (tried.size() < passing.size()) {
                tried.add(passing.get(tried.size()));
                throw new IOException("could not write", new IOException(tried.getLast()));
            }
        });
        Fact.when("run a task that fails three times; then a question").gives("answer", thread.ask(() -> "answer"));
        assertThat(tried).isEqualTo(passing);
        assertThat(failures).isEmpty();
        assertThat(thread.isFull()).as("whether it is full when that is over").isFalse();
        while (thread.busySince() != 0) {
            Thread.yield();
        }
    }

    /** The system speaks the language of its locale. */
    @Test
    void what_is_used_up_is_seen_in_every_language() throws Exception {
        String german = "Auf dem Gerät ist kein Speicherplatz mehr verfügbar";
        for (AtomicLong used : List.of(bytesLeft, descriptorsLeft)) {
            used.set(0);
            List<String> tried = new ArrayList<>();
            thread.run(() -> {
                tried.add("once more");
                if (used.get() == 0) {
                    throw new IOException("could not write", new IOException(german));
                }
            });
            await(thread::isFull);
            used.set(Long.MAX_VALUE);
            Fact.when("run a task without room, and make room; then a question")
                    .gives("answer", thread.ask(() -> "answer"));
            assertThat(tried).hasSizeGreaterThan(1);
        }
        assertThat(failures).isEmpty();
        thread.run(() -> {
            throw new IOException(german);
        });
        assertThatThrownBy(() -> thread.ask(() -> "answer")).hasMessageContaining("since the node stops");
        assertThat(failures)
                .as("a failure with room enough, whatever it says")
                .singleElement()
                .asString()
                .contains(german);
    }
}

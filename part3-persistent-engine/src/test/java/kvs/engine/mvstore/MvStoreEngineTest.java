package kvs.engine.mvstore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import kvs.engine.Change;
import kvs.engine.KvEngine;
import kvs.engine.KvEngineContract;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.Fsync;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The library's engine passes the contract of all engines; and what it promises beyond that, and what not. */
@Execution(ExecutionMode.CONCURRENT)
class MvStoreEngineTest extends KvEngineContract {
    private static final Duration LONG = Duration.ofMinutes(10);
    private static final Duration SHORT = Duration.ofMillis(1);

    @TempDir
    Path directory;

    /** For a copy of the files at some moment: what a kill of the process leaves. */
    @TempDir
    Path copy;

    @Override
    protected KvEngine open() throws IOException {
        return MvStoreEngine.open(directory, Fsync.NEVER, LONG);
    }

    private MvStoreEngine mine() {
        return (MvStoreEngine) engine;
    }

    private void reopen(Fsync fsync, Duration interval) throws IOException {
        engine.close();
        engine = MvStoreEngine.open(directory, fsync, interval);
    }

    /** Returns what a new process finds if this one is killed now: what the operating system has. */
    private @Nullable Bytes afterAKill(Bytes key) throws IOException {
        Path file = copy.resolve(MvStoreEngine.FILE);
        Files.deleteIfExists(file);
        // From the last copy, which was closed; a kill leaves no such mark.
        Files.deleteIfExists(copy.resolve(MvStoreEngine.FILE + ".stopped"));
        Files.copy(directory.resolve(MvStoreEngine.FILE), file);
        try (MvStoreEngine other = MvStoreEngine.open(copy, Fsync.NEVER, LONG)) {
            return other.get(key);
        }
    }

    // In its place

    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, an open file cannot be renamed")
    void rejects_writes_while_its_file_is_not_in_its_place() throws IOException {
        Bytes a = Bytes.utf8("a");
        Bytes b = Bytes.utf8("b");
        engine.set(a, a);
        Path file = directory.resolve(MvStoreEngine.FILE);
        Path moved = directory.resolve("moved");
        Files.move(file, moved);
        assertThatThrownBy(() -> engine.set(b, b)).hasMessageContaining("cannot be found any more");
        assertThatThrownBy(() -> engine.remove(a)).hasMessageContaining("writes are refused");
        Files.write(file, new byte[1]);
        assertThatThrownBy(() -> mine().writeBatch(List.of(new Change(b, b))))
                .hasMessageContaining("is another file now than the one that this process has opened");
        assertThat(engine.get(a)).isEqualTo(a);
        Files.move(moved, file, StandardCopyOption.REPLACE_EXISTING);
        engine.set(b, b);
        assertThat(engine.get(b)).isEqualTo(b);
    }

    // In order

    @Test
    void scans_by_unsigned_bytes() throws IOException {
        List<Bytes> keys = new ArrayList<>();
        for (int first : new int[] {0x00, 0x61, 0x7f, 0x80, 0xff}) {
            keys.add(Bytes.copyOf((byte) first));
            keys.add(Bytes.copyOf((byte) first, (byte) 0));
        }
        for (Bytes key : keys.reversed()) {
            engine.set(key, key);
        }
        Fact.when("scan of everything")
                .usually("the byte 80 was taken for -128, which sorts before all others")
                .gives(keys.stream().map(key -> new Entry(key, key)).toList(), mine().scan(Bytes.EMPTY, null, 100));
    }

    @Test
    void scans_what_a_sorted_map_has() throws IOException {
        TreeMap<Bytes, Bytes> model = new TreeMap<>();
        Random random = new Random(11);
        for (int i = 0; i < 2_000; i++) {
            Bytes key = Bytes.utf8("key" + random.nextInt(500));
            if (random.nextInt(3) == 0) {
                Fact.when("remove(" + key + ")").gives(model.remove(key) != null, engine.remove(key));
            } else {
                engine.set(key, Bytes.utf8("v" + i));
                model.put(key, Bytes.utf8("v" + i));
            }
        }
        for (int i = 0; i < 200; i++) {
            Bytes from = Bytes.utf8("key" + random.nextInt(500));
            Bytes to = random.nextInt(4) == 0 ? null : Bytes.utf8("key" + random.nextInt(500));
            int limit = random.nextInt(60);
            List<Entry> expected = new ArrayList<>();
            var range = to == null
                    ? model.tailMap(from)
                    : to.compareTo(from) < 0 ? new TreeMap<Bytes, Bytes>() : model.subMap(from, to);
            range.forEach((key, value) -> {
                if (expected.size() < limit) {
                    expected.add(new Entry(key, value));
                }
            });
            Fact.when("scan(" + from + ", " + to + ", " + limit + ")").gives(expected, mine().scan(from, to, limit));
        }
    }

    // What lasts

    @Test
    void keeps_its_content_when_reopened() throws IOException {
        for (Fsync fsync : Fsync.values()) {
            engine.set(FOO, Bytes.utf8(fsync.name()));
            engine.remove(BAR);
            reopen(fsync, SHORT);
            Fact.when("set(foo), close, open with " + fsync).gives(Bytes.utf8(fsync.name()), engine.get(FOO));
            engine.set(BAR, ONE);
        }
    }

    @Test
    void keeps_the_longest_value() throws IOException {
        byte[] longest = new byte[16 << 20];
        new Random(3).nextBytes(longest);
        Bytes value = Bytes.copyOf(longest, 0, longest.length);
        engine.set(FOO, value);
        reopen(Fsync.NEVER, LONG);
        assertThat(value.equals(engine.get(FOO))).isTrue();
    }

    @Test
    void under_always_an_acknowledged_write_survives_a_kill() throws IOException {
        reopen(Fsync.ALWAYS, LONG);
        for (int i = 0; i < 50; i++) {
            Bytes value = Bytes.utf8("v" + i);
            engine.set(FOO, value);
            Fact.when("set(foo, " + value + "), and the process is killed").gives(value, afterAKill(FOO));
        }
        engine.remove(FOO);
        Fact.when("remove(foo), and the process is killed").gives(null, afterAKill(FOO));
    }

    @Test
    void under_always_writers_share_a_sync() throws Exception {
        reopen(Fsync.ALWAYS, LONG);
        int threads = 8;
        CountDownLatch answered = new CountDownLatch(threads);
        CountDownLatch looked = new CountDownLatch(1);
        List<Thread> writers = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Bytes key = Bytes.utf8("k" + i);
            writers.add(Thread.ofPlatform().start(() -> {
                try {
                    for (int round = 0; round < 20; round++) {
                        engine.set(key, Bytes.utf8("v" + round));
                    }
                    answered.countDown();
                    looked.await();
                } catch (IOException | InterruptedException e) {
                    throw new AssertionError(e);
                }
            }));
        }
        answered.await();
        for (int i = 0; i < threads; i++) {
            Fact.when("8 threads set 20 values each, and the process is killed; the last of thread " + i)
                    .gives(Bytes.utf8("v19"), afterAKill(Bytes.utf8("k" + i)));
        }
        looked.countDown();
        for (Thread writer : writers) {
            writer.join();
        }
    }

    @Test
    void under_interval_a_write_survives_a_kill_after_a_while() throws IOException {
        reopen(Fsync.INTERVAL, SHORT);
        engine.set(FOO, ONE);
        // The time depends on the machine; a write that never gets there ends with the test's time.
        while (!isThereAfterAKill(FOO)) {
            Thread.onSpinWait();
        }
    }

    private boolean isThereAfterAKill(Bytes key) {
        try {
            return afterAKill(key) != null;
        } catch (IOException _) {
            // The engine writes while the file is copied: no kill leaves a file like that.
            return false;
        }
    }

    @Test
    void a_flush_survives_a_kill_under_every_policy() throws IOException {
        for (Fsync fsync : Fsync.values()) {
            reopen(fsync, LONG);
            Bytes value = Bytes.utf8(fsync.name());
            engine.set(FOO, value);
            engine.flush();
            Fact.when("with " + fsync + ": set(foo), flush, and the process is killed")
                    .gives(value, afterAKill(FOO));
        }
    }

    // What is rejected, and what is not

    @Test
    void is_not_opened_twice() {
        assertThatThrownBy(() -> MvStoreEngine.open(directory, Fsync.NEVER, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(MvStoreEngine.FILE)
                .hasStackTraceContaining("locked");
    }

    @Test
    void rejects_another_file_with_its_name() throws IOException {
        Files.writeString(copy.resolve(MvStoreEngine.FILE), "a letter\n".repeat(2_000));
        assertThatThrownBy(() -> MvStoreEngine.open(copy, Fsync.NEVER, LONG))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(copy.resolve(MvStoreEngine.FILE).toString());
    }

    @Test
    void rejects_calls_after_close() throws IOException {
        engine.close();
        assertThatThrownBy(() -> engine.get(FOO))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> engine.set(FOO, ONE)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> engine.flush()).isInstanceOf(IOException.class);
    }

    /** After a kill: after a clean stop, the checksum of the whole file tells ({@link CleanStop}). */
    @Test
    void does_not_notice_a_flipped_bit_in_a_value() throws IOException {
        engine.set(FOO, Bytes.utf8("a value that is easily found"));
        engine.flush();
        byte[] bytes = Files.readAllBytes(directory.resolve(MvStoreEngine.FILE));
        int at = new String(bytes, StandardCharsets.ISO_8859_1).lastIndexOf("easily");
        bytes[at] ^= 0x20;
        Files.write(copy.resolve(MvStoreEngine.FILE), bytes);
        try (MvStoreEngine other = MvStoreEngine.open(copy, Fsync.NEVER, LONG)) {
            Fact.when("set(foo, a value that is easily found), a kill, a bit flips on the disk, get(foo)")
                    .usually("MVStore notices flipped bits now: correct the Javadoc of MvStoreEngine")
                    .gives(Bytes.utf8("a value that is Easily found"), other.get(FOO));
        }
    }
}

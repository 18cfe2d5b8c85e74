package kvs.engine.mvstore;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.engine.log.Fsync;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** A full disk, and a file that is not what it was: reads go on, and nothing is lost in silence. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class MvStoreTroubleTest {
    private static final Duration SHORT = Duration.ofMillis(20);

    @TempDir
    Path directory;

    private final TreeMap<Bytes, Bytes> values = new TreeMap<>();

    @BeforeEach
    void register() {
        FullDisk.register();
    }

    @AfterEach
    void makeRoom() {
        FullDisk.fill(false);
    }

    private MvStoreEngine open(Fsync fsync) throws IOException {
        return MvStoreEngine.open(directory, FullDisk.SCHEME + ":", fsync, SHORT);
    }

    private void set(MvStoreEngine engine, String key, int value) throws IOException {
        engine.set(Bytes.utf8(key), Bytes.utf8("value" + value));
        values.put(Bytes.utf8(key), Bytes.utf8("value" + value));
    }

    private List<Entry> expected() {
        return values.entrySet().stream()
                .map((Map.Entry<Bytes, Bytes> each) -> new Entry(each.getKey(), each.getValue()))
                .toList();
    }

    private static List<Entry> entries(MvStoreEngine engine) throws IOException {
        return engine.scan(Bytes.EMPTY, null, 10_000);
    }

    @Test
    void goes_on_after_a_full_disk_with_all_that_was_acknowledged() throws IOException {
        for (Fsync fsync : Fsync.values()) {
            FullDisk.fill(false);
            String did = "with " + fsync + ": set 100 keys, fill the disk, set until it fails";
            try (MvStoreEngine engine = open(fsync)) {
                for (int i = 0; i < 100; i++) {
                    set(engine, "key" + i, i);
                }
                FullDisk.fill(true);
                // Some are acknowledged under INTERVAL and NEVER, before the first commit fails.
                assertThatThrownBy(() -> {
                            for (int i = 0; true; i++) {
                                set(engine, "key" + i % 200, -i);
                            }
                        })
                        .isInstanceOf(IOException.class)
                        .hasStackTraceContaining("No space left on device");
                Fact.when(did + ", scan").gives(expected(), entries(engine));
                Fact.when(did + ", get").gives(values.get(Bytes.utf8("key7")), engine.get(Bytes.utf8("key7")));
                for (int i = 0; i < 3; i++) {
                    assertThatThrownBy(() -> engine.set(Bytes.utf8("key1"), Bytes.utf8("late")))
                            .hasMessageContaining("make room on the disk of");
                }
                Fact.when(did + ", three more sets, scan").gives(expected(), entries(engine));
                FullDisk.fill(false);
                set(engine, "again", 1);
                engine.remove(Bytes.utf8("key3"));
                values.remove(Bytes.utf8("key3"));
                Fact.when(did + ", make room, set, remove, scan").gives(expected(), entries(engine));
            }
            try (MvStoreEngine engine = open(fsync)) {
                Fact.when(did + ", make room, set, remove, close, open, scan").gives(expected(), entries(engine));
            }
        }
    }

    private interface Damage {
        byte[] of(byte[] file);
    }

    private void rejects(String did, Damage damage) throws IOException {
        try (MvStoreEngine engine = open(Fsync.ALWAYS)) {
            for (int i = 0; i < 300; i++) {
                set(engine, "key" + i, i);
            }
        }
        Path file = directory.resolve(MvStoreEngine.FILE);
        byte[] right = Files.readAllBytes(file);
        Files.write(file, damage.of(right.clone()));
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> open(Fsync.ALWAYS))
                    .as(did)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("is not what it was when the engine stopped: expected length " + right.length)
                    .hasMessageContaining("restore it from a backup");
        }
        Files.write(file, right);
        try (MvStoreEngine engine = open(Fsync.ALWAYS)) {
            Fact.when(did + "; open with the file as it was, scan").gives(expected(), entries(engine));
        }
    }

    @Test
    void rejects_a_file_that_was_cut_after_a_clean_stop() throws IOException {
        rejects("close, cut the file in half, open", file -> Arrays.copyOf(file, file.length / 2));
    }

    @Test
    void rejects_a_file_that_was_emptied_after_a_clean_stop() throws IOException {
        rejects("close, empty the file, open", _ -> new byte[0]);
    }

    @Test
    void rejects_a_file_with_a_flipped_bit_after_a_clean_stop() throws IOException {
        rejects("close, flip a bit, open", file -> {
            file[file.length / 2] ^= 1;
            return file;
        });
    }

    @Test
    void rejects_a_file_that_is_missing_after_a_clean_stop() throws IOException {
        try (MvStoreEngine engine = open(Fsync.ALWAYS)) {
            set(engine, "key", 1);
        }
        Files.delete(directory.resolve(MvStoreEngine.FILE));
        assertThatThrownBy(() -> open(Fsync.ALWAYS)).hasMessageContaining("found missing");
    }

    /** A kill leaves no mark, and MVStore's own recovery has to do. */
    @Test
    void the_mark_of_a_clean_stop_is_gone_while_the_engine_is_open() throws IOException {
        try (MvStoreEngine engine = open(Fsync.ALWAYS)) {
            set(engine, "key", 1);
        }
        Path mark = directory.resolve(MvStoreEngine.FILE + ".stopped");
        Fact.when("close, the mark").gives(true, Files.exists(mark));
        try (MvStoreEngine _ = open(Fsync.ALWAYS)) {
            Fact.when("open, the mark").gives(false, Files.exists(mark));
        }
    }
}

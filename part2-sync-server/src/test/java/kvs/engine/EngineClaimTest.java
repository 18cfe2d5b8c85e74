package kvs.engine;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A directory becomes that of one engine: two starts at once, files of another engine, a damaged record. */
class EngineClaimTest {
    @TempDir
    Path directory;

    private interface Meanwhile {
        void happens(Path directory) throws IOException;
    }

    /** An engine that keeps a file of its name, and during whose check something happens. */
    private record Fake(String name, List<String> opened, Meanwhile meanwhile) implements EngineProvider {
        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public boolean hasData(Path data) {
            return Files.exists(data.resolve(name + ".data"));
        }

        @Override
        public void requireUsable(Path data) throws IOException {
            meanwhile.happens(data);
        }

        @Override
        public KvEngine open(Path data, Map<String, String> settings) throws IOException {
            synchronized (opened) {
                opened.add(name + ", recorded " + new EngineRecord(data).read());
            }
            return new MemoryEngine();
        }
    }

    private final List<String> opened = new ArrayList<>();

    private Engines engines(Meanwhile meanwhile) {
        return new Engines(List.of(new Fake("kvs", opened, meanwhile), new Fake("mvstore", opened, meanwhile)));
    }

    @Test
    void of_two_first_starts_the_second_gets_a_sentence() {
        Engines engines = engines(data -> DurableFile.write(data, "engine", "mvstore\n"));
        assertThatThrownBy(() -> engines.open(directory, "kvs", Map.of()))
                .hasMessage(
                        "another start has just made " + directory + " the data directory of the engine \"mvstore\","
                                + " so it cannot be that of \"kvs\": choose another directory");
        assertThat(opened).isEmpty();
        assertThat(directory.resolve("engine")).hasContent("mvstore");
        assertThat(directory.resolve("engine.tmp")).doesNotExist();
    }

    @Test
    void two_first_starts_of_the_same_engine_agree() throws IOException {
        Engines engines = engines(data -> DurableFile.write(data, "engine", "kvs\n"));
        engines.open(directory, "kvs", Map.of());
        assertThat(opened).containsExactly("kvs, recorded kvs");
    }

    @Test
    void many_starts_at_once_open_one_engine() throws Exception {
        for (int round = 0; round < 50; round++) {
            Path data = directory.resolve("data-" + round);
            CyclicBarrier together = new CyclicBarrier(4);
            List<FutureTask<KvEngine>> starts = new ArrayList<>();
            opened.clear();
            for (int i = 0; i < 4; i++) {
                String engine = i % 2 == 0 ? "kvs" : "mvstore";
                FutureTask<KvEngine> start = new FutureTask<>(() -> {
                    together.await();
                    return engines(_ -> {}).open(data, engine, Map.of());
                });
                starts.add(start);
                Thread.ofPlatform().start(start);
            }
            int failed = 0;
            for (FutureTask<KvEngine> start : starts) {
                try {
                    start.get();
                } catch (java.util.concurrent.ExecutionException e) {
                    failed++;
                    assertThat(e).cause().isInstanceOf(IOException.class);
                }
            }
            assertThat(failed).isEqualTo(2);
            String recorded = Files.readString(data.resolve("engine")).strip();
            String one = recorded + ", recorded " + recorded;
            assertThat(opened).containsExactly(one, one);
        }
    }

    @Test
    void a_start_that_is_recording_at_this_moment_is_not_disturbed() throws IOException {
        Path temporary = directory.resolve("engine.tmp");
        try (FileChannel other = FileChannel.open(temporary, CREATE, WRITE);
                FileLock _ = other.lock()) {
            assertThatThrownBy(() -> engines(_ -> {}).open(directory, "kvs", Map.of()))
                    .rootCause()
                    .hasMessageContaining("another process is writing the file \"engine\" at this moment");
        }
        assertThat(opened).isEmpty();
        // Left by a start that a crash has ended: nothing holds it.
        engines(_ -> {}).open(directory, "kvs", Map.of());
        assertThat(opened).containsExactly("kvs, recorded kvs");
        assertThat(temporary).doesNotExist();
    }

    @Test
    void files_of_another_engine_are_not_given_to_the_default() throws IOException {
        Files.writeString(directory.resolve("mvstore.data"), "");
        assertThatThrownBy(() -> engines(_ -> {}).open(directory, null, Map.of()))
                .hasMessage(
                        directory + " has no file \"engine\" that names the engine of its data, but files of the engine"
                                + " \"mvstore\": start with --engine mvstore, or choose another directory");
        assertThat(directory.resolve("engine")).doesNotExist();
        engines(_ -> {}).open(directory, "mvstore", Map.of());
        assertThat(opened).containsExactly("mvstore, recorded mvstore");
    }

    /** The way out that the message names: delete the record, and name the engine. */
    @Test
    void a_damaged_record_has_a_way_out() throws IOException {
        Files.writeString(directory.resolve("mvstore.data"), "");
        for (String damaged : List.of("", "mvsto", "mvstore", "\0\0\0\0\0\0\0\0", "x".repeat(5000))) {
            Files.writeString(directory.resolve("engine"), damaged);
            assertThatThrownBy(() -> engines(_ -> {}).open(directory, null, Map.of()))
                    .hasMessageContaining(
                            "so it is damaged. It holds nothing else: delete it, and start with --engine");
            Files.delete(directory.resolve("engine"));
            assertThatThrownBy(() -> engines(_ -> {}).open(directory, "kvs", Map.of()))
                    .hasMessageContaining("start with --engine mvstore");
            engines(_ -> {}).open(directory, "mvstore", Map.of());
        }
        assertThat(opened).hasSize(5);
    }

    @Test
    void a_check_changes_nothing_and_says_what_open_says() throws IOException {
        Path fresh = directory.resolve("fresh");
        engines(_ -> {}).check(fresh, "kvs", Map.of());
        assertThat(fresh).doesNotExist();
        assertThatThrownBy(() -> engines(_ -> {
                            throw new IOException("in the way");
                        })
                        .check(fresh, "kvs", Map.of()))
                .hasMessage("in the way");
        assertThatThrownBy(() -> engines(_ -> {}).check(fresh, "sled", Map.of()))
                .hasMessageContaining("there is no engine");
        assertThatThrownBy(() -> engines(_ -> {}).check(fresh, "kvs", Map.of("fsync", "never")))
                .hasMessageContaining("no option");
        assertThat(fresh).doesNotExist();
    }
}

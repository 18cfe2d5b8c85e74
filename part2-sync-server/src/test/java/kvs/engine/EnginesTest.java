package kvs.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exercise 2.5: a directory stays with the engine that wrote it. */
@Tag("2.5")
class EnginesTest {
    private static final EngineOption FSYNC = EngineOption.oneOf("fsync", "When a write is safe.", "always", "never");
    private static final EngineOption SALVAGE = EngineOption.flag("salvage", "Keeps what is whole.");

    /** Where each engine was opened, as in {@code kvs}. */
    private final List<String> opened = new ArrayList<>();

    /** What was set of it. */
    private Map<String, String> set = Map.of();

    private final Engines engines =
            new Engines(List.of(new Fake("mvstore", true), new Fake("kvs", true), new MemoryEngineProvider()));

    @TempDir
    Path directory;

    /** An engine that notes that it was opened, and what the directory said of it then. */
    private final class Fake implements EngineProvider {
        private final String name;
        private final boolean persistent;

        Fake(String name, boolean persistent) {
            this.name = name;
            this.persistent = persistent;
        }

        @Override
        public String name() {
            return name;
        }

        @Override
        public boolean persistent() {
            return persistent;
        }

        @Override
        public List<EngineOption> options() {
            return persistent ? List.of(FSYNC, SALVAGE) : List.of();
        }

        @Override
        public KvEngine open(Path data, Map<String, String> settings) throws IOException {
            opened.add(name + ", recorded " + new EngineRecord(data).read());
            set = settings;
            return new MemoryEngine();
        }
    }

    @Test
    void gives_a_fresh_directory_the_default() throws IOException {
        engines.open(directory, null, Map.of());
        assertThat(opened).containsExactly("kvs, recorded kvs");
    }

    @Test
    void gives_a_fresh_directory_the_engine_that_is_named() throws IOException {
        engines.open(directory, "mvstore", Map.of());
        assertThat(opened).as("recorded before it was opened").containsExactly("mvstore, recorded mvstore");
    }

    @Test
    void makes_a_directory_that_is_not_there() throws IOException {
        engines.open(directory.resolve("a/b"), null, Map.of());
        assertThat(opened).containsExactly("kvs, recorded kvs");
        assertThat(directory.resolve("a/b/engine")).hasContent("kvs\n");
    }

    @Test
    void opens_the_recorded_engine_when_none_is_named() throws IOException {
        engines.open(directory, "mvstore", Map.of());
        engines.open(directory, null, Map.of());
        assertThat(opened)
                .as("the default is for fresh directories only")
                .containsExactly("mvstore, recorded mvstore", "mvstore, recorded mvstore");
    }

    @Test
    void opens_the_recorded_engine_when_it_is_named() throws IOException {
        engines.open(directory, "mvstore", Map.of());
        engines.open(directory, "mvstore", Map.of());
        assertThat(opened).hasSize(2);
    }

    @Test
    void refuses_another_engine_and_names_both() throws IOException {
        engines.open(directory, "mvstore", Map.of());
        assertThatThrownBy(() -> engines.open(directory, "kvs", Map.of()))
                .as("the data would seem to be gone")
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("\"mvstore\"", "\"kvs\"", directory.toString());
        assertThat(opened).hasSize(1);
        assertThat(directory.resolve("engine")).hasContent("mvstore\n");
    }

    @Test
    void refuses_an_engine_that_keeps_nothing_where_there_is_data() throws IOException {
        engines.open(directory, "kvs", Map.of());
        assertThatThrownBy(() -> engines.open(directory, "memory", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("\"memory\"", "\"kvs\"");
    }

    @Test
    void leaves_no_record_of_an_engine_that_keeps_nothing() throws IOException {
        Path fresh = directory.resolve("fresh");
        assertThat(engines.open(fresh, "memory", Map.of())).isInstanceOf(MemoryEngine.class);
        assertThat(fresh).doesNotExist();
    }

    @Test
    void refuses_an_engine_that_is_not_there_and_says_which_are() {
        assertThatThrownBy(() -> engines.open(directory, "sled", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessage("there is no engine \"sled\"; there is kvs, memory, mvstore");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refuses_a_directory_whose_engine_is_not_there() throws IOException {
        Files.writeString(directory.resolve("engine"), "sled\n");
        assertThatThrownBy(() -> engines.open(directory, null, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContainingAll("\"sled\"", "not here", "kvs, memory, mvstore");
    }

    @Test
    void refuses_a_record_that_makes_no_sense() throws IOException {
        Files.writeString(directory.resolve("engine"), "kv");
        assertThatThrownBy(() -> engines.open(directory, null, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("damaged");
        assertThat(opened).isEmpty();
    }

    @Test
    void refuses_a_file_where_a_directory_should_be() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "text");
        assertThatThrownBy(() -> engines.open(file, null, Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(file + " is a file");
    }

    @Test
    void says_when_the_record_cannot_be_written() throws IOException {
        // Permissions do not stop root, under which tests may run; a directory in the way of the draft stops anybody.
        Files.createDirectories(directory.resolve("engine.tmp/full"));
        assertThatThrownBy(() -> engines.open(directory, "kvs", Map.of()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("could not write to the data directory " + directory);
        assertThat(opened).isEmpty();
    }

    @Test
    void gives_an_engine_its_settings_and_the_defaults_of_the_others() throws IOException {
        engines.open(directory, "kvs", Map.of("fsync", "never"));
        assertThat(set).isEqualTo(Map.of("fsync", "never", "salvage", "false"));
    }

    @Test
    void refuses_a_setting_that_the_engine_does_not_have() {
        assertThatThrownBy(() -> engines.open(directory, "memory", Map.of("fsync", "never")))
                .isInstanceOf(IOException.class)
                .hasMessage("the engine \"memory\" has no option --fsync");
        assertThat(opened).isEmpty();
    }

    @Test
    void refuses_a_value_that_the_option_does_not_allow_before_anything_is_written() {
        assertThatThrownBy(() -> engines.open(directory, "kvs", Map.of("fsync", "often")))
                .isInstanceOf(IOException.class)
                .hasMessage("--fsync is to be always|never, but is \"often\"");
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void lists_the_options_of_all_engines_once() {
        assertThat(engines.options()).containsOnlyKeys("fsync", "salvage");
    }
}

package kvs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class EnginesFoundTest {
    @Test
    void finds_the_engines_on_the_class_path() {
        assertThat(Engines.found().names()).contains("memory").isSorted();
    }

    @Test
    void falls_back_to_memory_without_a_persistent_engine() {
        assertThat(new Engines(List.of(new MemoryEngineProvider())).defaultName())
                .isEqualTo("memory");
    }

    @Test
    void lists_the_options_of_all_engines_once() {
        Engines engines = new Engines(List.of(new WithOptions("a"), new WithOptions("b"), new MemoryEngineProvider()));
        assertThat(engines.options()).containsOnlyKeys("fsync", "salvage");
    }

    private record WithOptions(String name) implements EngineProvider {
        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public List<EngineOption> options() {
            return List.of(
                    EngineOption.oneOf("fsync", "When a write is durable.", "always", "never"),
                    EngineOption.flag("salvage", "Keeps intact records."));
        }

        @Override
        public KvEngine open(Path directory, Map<String, String> settings) {
            return new MemoryEngine();
        }
    }
}

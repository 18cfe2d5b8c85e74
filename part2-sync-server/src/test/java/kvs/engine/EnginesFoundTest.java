package kvs.engine;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class EnginesFoundTest {
    @Test
    void finds_the_engines_on_the_class_path() {
        assertThat(Engines.found().names()).contains("memory").isSorted();
    }

    @Test
    void falls_back_on_memory_where_no_engine_lasts() {
        assertThat(new Engines(java.util.List.of(new MemoryEngineProvider())).defaultName())
                .isEqualTo("memory");
    }
}

package kvs.workbook.course;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ExerciseIdTest {

    @Test
    void ids_are_sorted_as_numbers() {
        assertThat(Stream.of("1.10", "2.1", "1.2", "10.1")
                        .map(text -> ExerciseId.parse(text).orElseThrow())
                        .sorted())
                .hasToString("[1.2, 1.10, 2.1, 10.1]");
    }

    @Test
    void there_is_one_way_to_write_an_id() {
        assertThat(Stream.of("", "1", "1.", ".1", "01.1", "1.01", "1.2.3", "-1.2", "1.0", "a.b", "1.99999", "١.٢"))
                .allSatisfy(text -> assertThat(ExerciseId.parse(text)).isEmpty());
    }
}

package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class PlanTextTest {
    @Test
    void what_is_written_is_read_as_the_same_plan() {
        for (long seed = 1; seed <= 200; seed++) {
            Plan plan = PlanDraw.draw(seed);
            assertThat(PlanText.parse(PlanText.format(plan).lines().toList())).isEqualTo(plan);
        }
    }

    @Test
    void comments_and_empty_lines_are_skipped() {
        Plan plan = PlanDraw.draw(1);
        List<String> lines = ("# a comment\n\n" + PlanText.format(plan)).lines().toList();
        assertThat(PlanText.parse(lines)).isEqualTo(plan);
    }

    @Test
    void a_damaged_line_is_named() {
        assertThatThrownBy(() -> PlanText.parse(List.of("seed 1", "fault 12 crash two 0 0")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
        assertThatThrownBy(() -> PlanText.parse(List.of("seed 1", "shape.voters")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("line 2");
    }

    @Test
    void a_missing_value_is_named() {
        List<String> lines = PlanText.format(PlanDraw.draw(1))
                .lines()
                .filter(line -> !line.startsWith("rates.lossPercent"))
                .toList();
        assertThatThrownBy(() -> PlanText.parse(lines))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rates.lossPercent");
    }
}

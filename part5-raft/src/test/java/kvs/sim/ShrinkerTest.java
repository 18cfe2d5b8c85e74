package kvs.sim;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ShrinkerTest {
    @Test
    void a_plan_that_breaks_no_rule_cannot_be_shrunk() {
        Outcome outcome = Simulation.run(PlanDraw.draw(1), Trace.OFF);
        assertThatThrownBy(() -> Shrinker.shrink(outcome, 10)).isInstanceOf(IllegalArgumentException.class);
    }
}

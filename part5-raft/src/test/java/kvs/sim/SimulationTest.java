package kvs.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import kvs.sim.Sightings.Rare;
import org.junit.jupiter.api.Test;

class SimulationTest {
    private static final int SEEDS = 300;

    @Test
    void no_rule_is_broken_by_the_first_seeds_and_every_rare_state_is_seen() throws InterruptedException {
        Hunt.Report report = new Hunt(1, SEEDS, () -> false, _ -> {}).run(2);

        assertThat(report.broken() == null ? null : report.broken().violation())
                .as(
                        "replay it: bin/kvs-sim replay %s",
                        report.broken() == null ? 0 : report.broken().plan().seed())
                .isNull();
        assertThat(report.seeds()).isEqualTo(SEEDS);
        Set<Rare> unseen = EnumSet.allOf(Rare.class);
        unseen.removeIf(rare -> report.sightings().count(rare) > 0);
        assertThat(unseen).as("states that no seed reached").isEmpty();
    }

    @Test
    void the_same_seed_gives_the_same_run() {
        for (long seed = 1; seed <= 20; seed++) {
            List<String> once = new ArrayList<>();
            List<String> again = new ArrayList<>();
            Outcome first = Simulation.run(PlanDraw.draw(seed), Trace.to(once::add));
            Outcome second = Simulation.run(PlanDraw.draw(seed), Trace.to(again::add));
            assertThat(second.hash()).isEqualTo(first.hash());
            assertThat(again).isEqualTo(once);
        }
    }

    @Test
    void a_trace_changes_nothing() {
        for (long seed = 1; seed <= 20; seed++) {
            Outcome without = Simulation.run(PlanDraw.draw(seed), Trace.OFF);
            Outcome with = Simulation.run(PlanDraw.draw(seed), Trace.to(_ -> {}));
            assertThat(with.hash()).isEqualTo(without.hash());
        }
    }

    @Test
    void different_seeds_give_different_runs() {
        long first = Simulation.run(PlanDraw.draw(1), Trace.OFF).hash();
        assertThat(Simulation.run(PlanDraw.draw(2), Trace.OFF).hash()).isNotEqualTo(first);
    }

    @Test
    void every_line_of_a_trace_is_an_event_with_a_rising_number() {
        List<String> lines = new ArrayList<>();
        Simulation.run(PlanDraw.draw(3), Trace.to(lines::add));
        assertThat(JsonReader.object(lines.getFirst()))
                .containsEntry("ev", "run")
                .containsKey("nodes");
        double last = 0;
        for (String line : lines.subList(1, lines.size())) {
            Map<String, Object> event = JsonReader.object(line);
            assertThat(event).containsKeys("n", "t", "ev");
            assertThat((Double) event.get("n")).isEqualTo(++last);
        }
        assertThat(Timeline.html(lines)).startsWith("<!");
    }

    @Test
    void leaving_out_a_fault_does_not_change_what_happens_before_it() {
        Plan plan = PlanDraw.draw(4);
        long until = plan.faults().getLast().at();
        List<String> all = new ArrayList<>();
        List<String> fewer = new ArrayList<>();
        Simulation.run(plan, Trace.to(all::add));
        Simulation.run(plan.withFaults(plan.faults().subList(0, plan.faults().size() - 1)), Trace.to(fewer::add));
        assertThat(before(fewer, until)).isNotEmpty().isEqualTo(before(all, until));
    }

    private static List<String> before(List<String> lines, long time) {
        return lines.stream()
                .skip(1)
                .filter(line ->
                        Objects.requireNonNull((Double) JsonReader.object(line).get("t")) < time)
                .toList();
    }
}

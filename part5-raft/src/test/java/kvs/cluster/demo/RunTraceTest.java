package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import kvs.sim.Json;
import kvs.sim.Timeline;
import org.junit.jupiter.api.Test;

class RunTraceTest {
    private static final String SENT =
            "\"from\":1,\"to\":2,\"kind\":\"RequestVote\",\"term\":3,\"text\":\"last 7 of term 2\"";

    private final RunTrace trace = new RunTrace(1_000_000);

    private List<String> events() {
        List<String> lines = trace.lines(List.of(1, 2, 3), "3 kills");
        return lines.subList(1, lines.size());
    }

    @Test
    void begins_with_the_run_and_makes_a_page() {
        trace.add(1_000_010, "crash", new Json().add("node", 2).add("what", "SIGKILL"));

        List<String> lines = trace.lines(List.of(1, 2, 3), "3 kills");

        assertThat(lines.getFirst())
                .isEqualTo("{\"ev\":\"run\",\"title\":\"demo\",\"nodes\":[1,2,3],\"note\":\"3 kills\"}");
        assertThat(Timeline.html(lines)).contains("SIGKILL");
    }

    @Test
    void puts_what_came_from_several_nodes_in_the_order_of_time() {
        trace.addLine("{\"seq\":1,\"t\":1000300,\"ev\":\"state\",\"node\":1,\"state\":{\"term\":1}}");
        trace.add(1_000_200, "invoke", new Json().add("client", "C1").add("op", "get k1"));
        trace.addLine("{\"seq\":1,\"t\":1000100,\"ev\":\"state\",\"node\":2,\"state\":{\"term\":1}}");

        assertThat(events())
                .containsExactly(
                        "{\"n\":1,\"t\":100,\"ev\":\"state\",\"node\":2,\"state\":{\"term\":1}}",
                        "{\"n\":2,\"t\":200,\"ev\":\"invoke\",\"client\":\"C1\",\"op\":\"get k1\"}",
                        "{\"n\":3,\"t\":300,\"ev\":\"state\",\"node\":1,\"state\":{\"term\":1}}");
    }

    @Test
    void a_message_has_one_number_where_it_is_sent_and_where_it_arrives() {
        trace.addLine("{\"seq\":1,\"t\":1000100,\"ev\":\"send\"," + SENT + "}");
        trace.addLine("{\"seq\":2,\"t\":1000110,\"ev\":\"send\"," + SENT + "}");
        trace.addLine("{\"seq\":5,\"t\":1000120,\"ev\":\"deliver\"," + SENT + "}");
        trace.addLine("{\"seq\":6,\"t\":1000130,\"ev\":\"drop\"," + SENT + "}");
        trace.addLine("{\"seq\":7,\"t\":1000140,\"ev\":\"deliver\"," + SENT + "}");

        assertThat(events())
                .extracting(line -> line.replaceAll(".*\"ev\":\"(\\w+)\",\"id\":(\\d+).*", "$1 $2"))
                .containsExactly("send 1", "send 2", "deliver 1", "drop 2", "deliver 3");
    }

    @Test
    void tells_the_number_of_a_nodes_line() {
        assertThat(trace.addLine("{\"seq\":42,\"t\":1000100,\"ev\":\"send\"," + SENT + "}"))
                .isEqualTo(42);
        assertThat(trace.addLine("<html>no trace</html>")).isZero();
        assertThat(events()).hasSize(1);
    }

    @Test
    void what_is_older_than_the_run_is_at_its_start() {
        trace.addLine("{\"seq\":1,\"t\":999,\"ev\":\"state\",\"node\":1}");

        assertThat(events()).containsExactly("{\"n\":1,\"t\":0,\"ev\":\"state\",\"node\":1}");
    }
}

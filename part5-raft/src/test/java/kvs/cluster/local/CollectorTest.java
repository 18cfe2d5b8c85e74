package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import kvs.cluster.local.LocalCluster.Action;
import kvs.cluster.local.LocalCluster.Happening;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three processes that do nothing; what they trace is made up. */
class CollectorTest {
    private static final String VOTE =
            "\"from\":1,\"to\":2,\"kind\":\"RequestVote\",\"term\":3,\"text\":\"vote for me\"}";

    private final EventLog log = new EventLog();
    private final Map<Integer, String> traces = new HashMap<>();
    private final Map<Integer, Long> asked = new HashMap<>();
    private long now = 1_000;
    private ServerSocket births;
    private LocalCluster cluster;
    private Collector collector;

    @BeforeEach
    void start() throws Exception {
        births = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        cluster = Clusters.of(births.getLocalPort(), new Lines().output());
        cluster.start();
        collector = new Collector(List.of(1, 2, 3), cluster, this::trace, log, () -> now);
    }

    @AfterEach
    void stop() throws IOException {
        collector.stop();
        cluster.stop();
        births.close();
    }

    private synchronized String trace(int node, long after) throws IOException {
        asked.put(node, after);
        String lines = traces.remove(node);
        if (lines == null) {
            throw new IOException("node " + node + " does not answer");
        }
        return lines;
    }

    private static String line(long seq, long micros, String event, String rest) {
        return "{\"seq\":" + seq + ",\"t\":" + micros + ",\"ev\":\"" + event + "\"," + rest + "\n";
    }

    @Test
    void a_message_has_one_number_where_it_is_sent_and_where_it_arrives() throws Exception {
        traces.put(1, line(1, 1_001, "send", VOTE) + line(2, 1_002, "send", VOTE));
        traces.put(2, line(1, 1_005, "deliver", VOTE) + line(2, 1_006, "deliver", VOTE) + line(3, 1_007, "drop", VOTE));
        now = 2_000;
        collector.round();
        assertThat(log.after(0))
                .containsExactly(
                        "{\"n\":1,\"t\":1,\"id\":1,\"ev\":\"send\"," + VOTE,
                        "{\"n\":2,\"t\":2,\"id\":2,\"ev\":\"send\"," + VOTE,
                        "{\"n\":3,\"t\":5,\"id\":1,\"ev\":\"deliver\"," + VOTE,
                        "{\"n\":4,\"t\":6,\"id\":2,\"ev\":\"deliver\"," + VOTE,
                        "{\"n\":5,\"t\":7,\"id\":3,\"ev\":\"drop\"," + VOTE);
    }

    @Test
    void a_message_to_a_process_that_has_ended_is_lost() throws Exception {
        traces.put(1, line(1, 1_001, "send", VOTE) + line(2, 1_002, "send", VOTE.replace("\"to\":2", "\"to\":3")));
        now = 2_000;
        collector.happened(2, Happening.ENDED, "");
        collector.round();
        assertThat(log.after(2))
                .containsExactly(
                        "{\"n\":3,\"t\":1000,\"ev\":\"crash\",\"node\":2}",
                        "{\"n\":4,\"t\":1000,\"id\":1,\"ev\":\"drop\"," + VOTE);
    }

    @Test
    void an_event_waits_until_every_node_was_asked_after_it() throws Exception {
        traces.put(1, line(1, 2_500, "state", "\"node\":1}"));
        now = 2_000;
        collector.round();
        assertThat(log.after(0)).as("it happened during the round").isEmpty();
        traces.put(2, line(1, 2_400, "state", "\"node\":2}"));
        now = 3_000;
        collector.round();
        assertThat(log.after(0)).hasSize(2).first().asString().contains("\"node\":2");
    }

    @Test
    void a_node_is_asked_for_what_is_new_and_a_new_process_for_all() throws Exception {
        traces.put(1, line(41, 1_100, "state", "\"node\":1}"));
        collector.round();
        collector.round();
        assertThat(asked).containsEntry(1, 41L).containsEntry(2, 0L);
        cluster.act(Action.KILL, 1);
        cluster.act(Action.START, 1);
        collector.round();
        assertThat(asked).containsEntry(1, 0L);
    }

    @Test
    void what_is_done_to_a_node_becomes_an_event() throws Exception {
        collector.happened(2, Happening.ENDED, "exit code 137");
        collector.happened(2, Happening.STARTED, "");
        collector.happened(3, Happening.PAUSED, "");
        collector.happened(3, Happening.RESUMED, "");
        cluster.act(Action.CUT, 1);
        collector.happened(1, Happening.CUT, "");
        cluster.act(Action.HEAL, 1);
        collector.happened(1, Happening.HEALED, "");
        collector.round();
        assertThat(log.after(0))
                .extracting(line -> line.replaceFirst(".*?\"ev\"", "\"ev\""))
                .containsExactly(
                        "\"ev\":\"crash\",\"node\":2,\"what\":\"exit code 137\"}",
                        "\"ev\":\"restart\",\"node\":2}",
                        "\"ev\":\"pause\",\"node\":3}",
                        "\"ev\":\"resume\",\"node\":3}",
                        "\"ev\":\"cut\",\"cut\":[[1,2],[1,3],[2,1],[3,1]]}",
                        "\"ev\":\"heal\",\"cut\":[]}");
    }

    @Test
    void how_each_node_stands_outlives_its_event() throws Exception {
        traces.put(1, line(1, 1_001, "state", "\"node\":1,\"state\":{}}"));
        collector.happened(2, Happening.ENDED, "");
        collector.happened(2, Happening.STARTED, "");
        collector.happened(2, Happening.ENDED, "");
        now = 2_000;
        collector.round();
        now += EventLog.MAX_AGE_MICROS + 10_000;
        collector.happened(3, Happening.STARTED, "");
        collector.round();
        assertThat(log.after(0))
                .extracting(line -> line.replaceFirst(".*?\"ev\"", "\"ev\""))
                .containsExactlyInAnyOrder(
                        "\"ev\":\"crash\",\"node\":2}",
                        "\"ev\":\"state\",\"node\":1,\"state\":{}}",
                        "\"ev\":\"restart\",\"node\":3}");
    }

    @Test
    void a_line_that_is_no_event_is_left_out() throws Exception {
        traces.put(1, "<html>\n{\"seq\":1}\n");
        now = 2_000;
        collector.round();
        assertThat(log.after(0)).isEmpty();
    }
}

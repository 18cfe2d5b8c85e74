package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.StringReader;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import kvs.cluster.NodeAddress;
import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** No process is started here. */
class ConsoleTest {
    private final Lines lines = new Lines();
    private final AtomicInteger quits = new AtomicInteger();
    private final ClusterPlan plan =
            new ClusterPlan(3, Path.of("data"), "127.0.0.1", ClusterPlan.BASE_PORT, 0, 0, List.of());
    private final Watch watch = new Watch(addresses(), lines.output());
    private final Console console =
            new Console(plan, Clusters.of(0, lines.output()), watch, lines.output(), quits::incrementAndGet);

    private SortedMap<Integer, NodeAddress> addresses() {
        SortedMap<Integer, NodeAddress> addresses = new TreeMap<>();
        plan.ids().forEach(id -> addresses.put(id, plan.address(id)));
        return addresses;
    }

    @AfterEach
    void close() {
        watch.stop();
    }

    private void type(String text) {
        console.run(new BufferedReader(new StringReader(text)));
    }

    @Test
    void shows_how_each_node_stands() {
        watch.saw(
                2,
                NodeInfoProto.newBuilder()
                        .setRole("PRE_CANDIDATE")
                        .setTerm(4)
                        .setCommit(17)
                        .build());
        type("status\n");
        assertThat(lines.all())
                .anyMatch(line -> line.matches("2\\s+down\\s+pre-candidate\\s+4\\s+0\\s+17\\s+0\\s+127.0.0.1:9002"))
                .anyMatch(line -> line.matches("3\\s+down\\s+\\?\\s+\\?.*127.0.0.1:9003"));
    }

    @Test
    void an_action_that_fails_is_answered_with_a_sentence() {
        type("  KILL  2 \npause 9\n");
        assertThat(lines.all())
                .containsExactly(
                        "cluster | error: node 2 does not run: start it first",
                        "cluster | error: there is no node 9: the nodes are 1 to 3");
    }

    @Test
    void help_and_an_unknown_command_name_the_commands() {
        type("help\nfly 2\nkill\n");
        assertThat(lines.all())
                .contains("\"fly 2\" is not a command. These are:", "\"kill\" is not a command. These are:")
                .filteredOn(line -> line.startsWith("pause N"))
                .hasSize(3);
    }

    @Test
    void the_end_of_the_input_is_no_command_to_stop_and_quit_is_one() {
        type("\n\n");
        assertThat(quits).hasValue(0);
        type("quit\n");
        assertThat(quits).hasValue(1);
    }
}

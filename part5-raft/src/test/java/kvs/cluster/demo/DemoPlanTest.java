package kvs.cluster.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import kvs.cluster.KvsNode;
import org.junit.jupiter.api.Test;

class DemoPlanTest {
    @Test
    void no_two_listeners_share_a_port() throws IOException {
        DemoPlan plan = DemoPlan.of(3);

        Set<Integer> ports = new HashSet<>(plan.httpPorts().values());
        plan.members().values().forEach(node -> {
            ports.add(node.clientPort());
            ports.add(node.peerPort());
        });
        assertThat(ports).hasSize(9);
    }

    @Test
    void each_process_has_a_host_of_its_own_on_linux() {
        assertThat(DemoPlan.host("Linux", 1)).isEqualTo("127.128.0.2");
        assertThat(DemoPlan.host("Linux", 4_194_303)).isEqualTo("127.191.255.2");
        assertThat(DemoPlan.host("Linux", 66_051)).isEqualTo("127.129.2.4");
        assertThat(DemoPlan.host("Mac OS X", 66_051)).isEqualTo("127.0.0.1");
    }

    @Test
    void kvs_node_takes_its_words() throws IOException {
        DemoPlan plan = DemoPlan.of(3);

        KvsNode.check(plan.words(2, Path.of("data")));
        assertThat(plan.words(2, Path.of("data")))
                .contains("--exit-with-parent", Path.of("data", "node2").toString());
    }
}

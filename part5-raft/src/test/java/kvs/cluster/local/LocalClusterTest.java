package kvs.cluster.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import kvs.cluster.local.FakeNode.Manner;
import kvs.cluster.local.LocalCluster.Action;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** Real processes, each with a connection to the test that ends with the process. */
class LocalClusterTest {
    private final Lines lines = new Lines();
    private final List<LocalCluster> clusters = new ArrayList<>();
    private final List<Socket> lives = new ArrayList<>();
    private ServerSocket births;

    @BeforeEach
    void listen() throws IOException {
        births = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    @AfterEach
    void end() throws IOException {
        clusters.forEach(LocalCluster::stop);
        for (Socket life : lives) {
            life.close();
        }
        births.close();
    }

    private LocalCluster started(Manner... manners) throws IOException, InterruptedException {
        return started(Duration.ofMinutes(10), new Heard(), manners);
    }

    private LocalCluster started(Duration grace, LocalCluster.Listener listener, Manner... manners)
            throws IOException, InterruptedException {
        LocalCluster cluster = Clusters.of(births.getLocalPort(), lines.output(), grace, listener, manners);
        clusters.add(cluster);
        cluster.start();
        awaitBirths(manners.length);
        return cluster;
    }

    private void awaitBirths(int count) throws IOException, InterruptedException {
        for (int i = 0; i < count; i++) {
            lives.add(births.accept());
            lines.await("| began");
        }
    }

    private void awaitDeaths() throws IOException {
        for (Socket life : lives) {
            try {
                assertThat(life.getInputStream().read()).isEqualTo(-1);
            } catch (java.net.SocketException _) {
                // Reset: that process has ended, too.
            }
        }
    }

    /** Hears what happens. */
    private static final class Heard implements LocalCluster.Listener {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

        @Override
        public void happened(int node, LocalCluster.Happening what, String words) {
            events.add(node + " " + what);
        }

        @Override
        public void ended(int node, int exitCode, String lastError) {
            ends.add(node + " " + exitCode + " " + lastError);
        }
    }

    @Test
    void each_line_of_a_log_says_whose_it_is() throws Exception {
        started(Manner.OBEYS, Manner.OBEYS);
        assertThat(lines.all()).contains("node 1 | began", "node 2 | began");
    }

    @Test
    void a_stop_stops_all_nodes_well() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS, Manner.OBEYS, Manner.OBEYS);
        cluster.stop();
        awaitDeaths();
        assertThat(lines.all())
                .contains("node 1 | stops", "node 2 | stops", "node 3 | stops")
                .contains(
                        "cluster | node 1 has stopped", "cluster | node 2 has stopped", "cluster | node 3 has stopped")
                .noneMatch(line -> line.contains("unexpectedly"));
    }

    @Test
    void a_second_stop_does_nothing() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS);
        cluster.stop();
        int before = lines.all().size();
        cluster.stop();
        assertThat(lines.all()).hasSize(before);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_node_that_does_not_stop_is_killed() throws Exception {
        LocalCluster cluster = started(Duration.ofMillis(1), new Heard(), Manner.IGNORES_SIGTERM);
        cluster.stop();
        awaitDeaths();
        assertThat(lines.all()).contains("cluster | node 1 did not stop within 1 ms, and was killed");
    }

    @Test
    void a_node_that_dies_is_reported_and_stays_down() throws Exception {
        Heard heard = new Heard();
        LocalCluster cluster = started(Duration.ofMinutes(10), heard, Manner.OBEYS, Manner.OBEYS);
        ProcessHandle.of(cluster.node(2).pid()).orElseThrow().destroyForcibly();
        assertThat(lines.await("unexpectedly"))
                .matches("cluster \\| node 2 has ended unexpectedly, with exit code \\d+; it stays down until .*");
        assertThat(heard.ends.take()).startsWith("2 ");
        assertThat(cluster.node(2).state()).isEqualTo(NodeProcess.State.DOWN);
        assertThat(cluster.node(1).state()).isEqualTo(NodeProcess.State.UP);
    }

    @Test
    void what_a_node_said_before_it_failed_is_passed_on() throws Exception {
        Heard heard = new Heard();
        LocalCluster cluster =
                Clusters.of(births.getLocalPort(), lines.output(), Duration.ofMinutes(10), heard, Manner.FAILS);
        clusters.add(cluster);
        cluster.start();
        assertThat(heard.ends.take()).isEqualTo("1 1 could not bind");
    }

    @Test
    void a_node_is_killed_and_started_again() throws Exception {
        Heard heard = new Heard();
        LocalCluster cluster = started(Duration.ofMinutes(10), heard, Manner.OBEYS, Manner.OBEYS);
        assertThat(cluster.act(Action.KILL, 2)).isEqualTo("node 2 was killed");
        assertThat(cluster.node(2).pid()).isZero();
        assertThat(cluster.act(Action.START, 2)).isEqualTo("node 2 was started");
        awaitBirths(1);
        assertThat(heard.events)
                .filteredOn(event -> event.startsWith("2"))
                .containsExactly("2 STARTED", "2 ENDED", "2 STARTED");
        assertThat(heard.ends).isEmpty();
        assertThat(lines.all()).noneMatch(line -> line.contains("stops"));
    }

    @Test
    void a_restart_stops_the_node_well_before() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS);
        long before = cluster.node(1).pid();
        assertThat(cluster.act(Action.RESTART, 1)).isEqualTo("node 1 has stopped, and node 1 was started");
        awaitBirths(1);
        assertThat(cluster.node(1).pid()).isNotEqualTo(before).isNotZero();
        assertThat(lines.all()).contains("node 1 | stops");
    }

    @Test
    void a_restart_starts_a_node_that_is_down() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS);
        cluster.act(Action.STOP, 1);
        assertThat(cluster.act(Action.RESTART, 1)).isEqualTo("node 1 was started");
        awaitBirths(1);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_paused_node_goes_on() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS, Manner.OBEYS);
        assertThat(cluster.act(Action.PAUSE, 1)).isEqualTo("node 1 is paused");
        assertThat(cluster.node(1).state()).isEqualTo(NodeProcess.State.PAUSED);
        assertThatThrownBy(() -> cluster.act(Action.PAUSE, 1)).hasMessage("node 1 is paused already");
        assertThat(cluster.act(Action.RESUME, 1)).isEqualTo("node 1 goes on");
        assertThat(cluster.node(1).state()).isEqualTo(NodeProcess.State.UP);
        // It can only stop well if it runs.
        assertThat(cluster.act(Action.STOP, 1)).isEqualTo("node 1 has stopped");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void a_paused_node_does_not_run() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS);
        Path status = Path.of("/proc/" + cluster.node(1).pid() + "/status");
        assertThat(Files.readString(status)).doesNotContain("T (stopped)");
        cluster.act(Action.PAUSE, 1);
        // The signal has been sent; each thread of the process takes it when it is scheduled next.
        while (!Files.readString(status).contains("T (stopped)")) {
            Thread.onSpinWait();
        }
        cluster.act(Action.RESUME, 1);
        while (Files.readString(status).contains("T (stopped)")) {
            Thread.onSpinWait();
        }
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void a_paused_node_can_be_stopped_and_killed() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS, Manner.OBEYS);
        cluster.act(Action.PAUSE, 1);
        cluster.act(Action.PAUSE, 2);
        assertThat(cluster.act(Action.STOP, 1)).isEqualTo("node 1 has stopped");
        assertThat(cluster.act(Action.KILL, 2)).isEqualTo("node 2 was killed");
        awaitDeaths();
    }

    @Test
    void what_cannot_be_done_is_answered_with_a_sentence() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS);
        assertThatThrownBy(() -> cluster.act(Action.START, 1)).hasMessage("node 1 runs already");
        assertThatThrownBy(() -> cluster.act(Action.RESUME, 1)).hasMessage("node 1 is not paused");
        assertThatThrownBy(() -> cluster.act(Action.KILL, 2)).hasMessage("there is no node 2: the nodes are 1 to 1");
        cluster.act(Action.STOP, 1);
        assertThatThrownBy(() -> cluster.act(Action.STOP, 1)).hasMessage("node 1 does not run: start it first");
        assertThatThrownBy(() -> cluster.act(Action.PAUSE, 1)).hasMessage("node 1 does not run: start it first");
    }

    @Test
    void a_node_is_cut_off_until_it_is_healed_or_ends() throws Exception {
        Heard heard = new Heard();
        LocalCluster cluster = started(Duration.ofMinutes(10), heard, Manner.OBEYS, Manner.OBEYS, Manner.OBEYS);
        assertThat(cluster.act(Action.CUT, 2)).isEqualTo("node 2 is cut off from the others");
        assertThat(cluster.isCutOff(2)).isTrue();
        assertThat(cluster.cutLinks()).containsExactly(List.of(1, 2), List.of(2, 1), List.of(2, 3), List.of(3, 2));
        cluster.act(Action.HEAL, 2);
        assertThat(cluster.cutLinks()).isEmpty();
        cluster.act(Action.CUT, 3);
        cluster.act(Action.KILL, 3);
        assertThat(cluster.cutLinks()).isEmpty();
        assertThat(heard.events)
                .filteredOn(event -> event.startsWith("3"))
                .containsExactly("3 STARTED", "3 CUT", "3 ENDED", "3 HEALED");
        assertThatThrownBy(() -> cluster.act(Action.CUT, 3))
                .hasMessage("node 3 does not run: start or resume it first");
    }

    @Test
    void nothing_is_started_during_or_after_a_stop() throws Exception {
        LocalCluster cluster = started(Manner.OBEYS, Manner.OBEYS);
        cluster.act(Action.STOP, 1);
        cluster.stop();
        assertThatThrownBy(() -> cluster.act(Action.START, 1)).hasMessage("the cluster is stopping");
        assertThat(cluster.node(1).state()).isEqualTo(NodeProcess.State.DOWN);
    }

    @Test
    @EnabledOnOs({OS.LINUX, OS.MAC})
    void no_node_outlives_a_cluster_that_is_killed_not_even_a_paused_one() throws Exception {
        Process parent = new ProcessBuilder(
                        NodeProgram.like(FakeParent.class.getName()).with(List.of("" + births.getLocalPort())))
                .redirectErrorStream(true)
                .start();
        try (BufferedReader said = parent.inputReader()) {
            for (int i = 0; i < 3; i++) {
                lives.add(births.accept());
            }
            parent.getOutputStream().write('\n');
            parent.getOutputStream().flush();
            String line = said.readLine();
            while (!"paused".equals(line)) {
                assertThat(line)
                        .as("what the parent says before it has paused a node")
                        .isNotNull();
                line = said.readLine();
            }
        } finally {
            parent.destroyForcibly();
        }
        awaitDeaths();
    }
}

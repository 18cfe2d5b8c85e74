package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.io.RealDisk;
import kvs.protocol.Bytes;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.Payload;
import kvs.raft.proto.CommandProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to real nodes, in processes of their own, while clients read and write. Each history is checked for
 * linearizability.
 */
@Timeout(300)
class RealNodesTest {
    private static final int CLIENTS = 4;

    /** Options of clients that give a node that is paused a short time, and the cluster a long one. */
    private static final ClientOptions PATIENT =
            ClientOptions.DEFAULT.callTime(Duration.ofSeconds(30)).attemptTime(Duration.ofMillis(500));

    @TempDir
    Path root;

    private static RecordedClients clients(ProcessCluster cluster) {
        return new RecordedClients(CLIENTS, 42, () -> cluster.client(PATIENT));
    }

    @Test
    void loses_nothing_when_each_node_is_killed_and_started_again_under_load() {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(300);
            int leader = cluster.awaitLeader();
            cluster.node(leader).kill();
            clients.awaitAnswered(300);
            int second = cluster.awaitLeaderOtherThan(leader);
            cluster.start(leader);
            cluster.awaitCaughtUp(leader);
            int follower = 6 - leader - second;
            cluster.node(follower).kill();
            clients.awaitAnswered(300);
            cluster.start(follower);
            cluster.awaitCaughtUp(follower);
            cluster.node(second).kill();
            clients.awaitAnswered(300);
            clients.stopAndCheck();
        }
    }

    @Test
    void goes_on_after_all_nodes_are_killed_at_once() throws ClusterException {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3)) {
            try (RecordedClients clients = clients(cluster)) {
                clients.awaitAnswered(200);
                for (int id : cluster.running()) {
                    cluster.node(id).kill();
                }
                cluster.startAll();
                clients.awaitAnswered(200);
                clients.stopAndCheck();
            }
            cluster.operator().set(Bytes.utf8("last"), Bytes.utf8("word"));
            assertThat(cluster.operator().get(Bytes.utf8("last"))).isEqualTo(Bytes.utf8("word"));
        }
    }

    @Test
    void restarts_one_node_after_the_other_with_SIGTERM_and_transfers_the_leadership_first() {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3);
                RecordedClients clients = clients(cluster)) {
            for (int id = 1; id <= 3; id++) {
                clients.awaitAnswered(100);
                boolean led = cluster.awaitLeader() == id;
                cluster.node(id).terminate();
                assertThat(cluster.node(id).awaitEnd())
                        .as("exit code after SIGTERM")
                        .isEqualTo(143);
                if (led) {
                    assertThat(cluster.node(id).log()).contains("the leadership was handed over");
                }
                cluster.start(id);
                cluster.awaitCaughtUp(id);
            }
            clients.awaitAnswered(100);
            clients.stopAndCheck();
            assertThat(clients.unanswered())
                    .as("operations that ended with an error")
                    .isZero();
        }
    }

    @Test
    void a_write_outside_a_session_happens_at_most_once_when_the_leader_is_killed() throws Exception {
        Queue<String> sent = new ConcurrentLinkedQueue<>();
        Queue<String> acknowledged = new ConcurrentLinkedQueue<>();
        Semaphore answers = new Semaphore(0);
        AtomicBoolean stopping = new AtomicBoolean();
        // All entries are in the log in the end.
        try (ProcessCluster cluster = ProcessCluster.started(root, 3, "--snapshot-entries", "1000000");
                ClusterClient client = cluster.client(PATIENT.sessions(false))) {
            List<Thread> writers = new ArrayList<>();
            for (int writer = 0; writer < 16; writer++) {
                String name = "w" + writer + "-";
                writers.add(Thread.ofVirtual().start(() -> {
                    for (int i = 0; !stopping.get(); i++) {
                        String value = name + i;
                        sent.add(value);
                        try {
                            client.set(Bytes.utf8("key"), Bytes.utf8(value));
                            acknowledged.add(value);
                            answers.release();
                        } catch (ClusterException _) {
                            // It may have happened, or did not.
                        }
                    }
                }));
            }
            answers.acquire(500);
            cluster.node(cluster.awaitLeader()).kill();
            answers.drainPermits();
            answers.acquire(500);
            stopping.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            int leader = cluster.awaitLeader();
            cluster.node(leader).terminate();
            cluster.node(leader).awaitEnd();
            List<String> happened = written(cluster.directory(leader));
            assertThat(happened).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(sent).containsAll(happened);
        }
    }

    /** Returns the values that the log sets, in its order. */
    private static List<String> written(Path directory) throws Exception {
        List<String> values = new ArrayList<>();
        try (NodeStorage storage = NodeStorage.open(new RealDisk(), directory, Configuration.EMPTY)) {
            for (Entry entry : storage.restored().entries()) {
                if (entry.payload() instanceof Payload.Command(byte[] data)) {
                    CommandProto command = CommandProto.parseFrom(data);
                    values.add(command.getSet().getValue().toStringUtf8());
                }
            }
        }
        return values;
    }

    @Test
    void a_leader_that_is_paused_is_replaced_and_answers_nothing_stale_when_it_goes_on() {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(200);
            int leader = cluster.awaitLeader();
            cluster.node(leader).pause();
            int second = cluster.awaitLeaderOtherThan(leader);
            clients.awaitAnswered(200);
            cluster.node(leader).resume();
            clients.awaitAnswered(200);
            assertThat(second).isNotEqualTo(leader);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_node_that_lost_its_disk_is_refused_under_its_old_id_and_welcome_under_a_new_one() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            int lost = leader == 3 ? 2 : 3;
            cluster.node(lost).kill();
            NodeProcess.delete(cluster.directory(lost));
            NodeProcess refused = cluster.start(lost);
            assertThat(refused.awaitEnd())
                    .as("exit code of a node without its data")
                    .isEqualTo(1);
            assertThat(refused.log()).contains("it has lost its data");

            NodeProcess.delete(cluster.directory(lost));
            cluster.operator().removeNode(lost);
            cluster.startJoining(4);
            cluster.operator().addNode(4, cluster.address(4).text());
            cluster.await(cluster.awaitLeader(), "promoted", info -> isVoter(info, 4));
            cluster.awaitCaughtUp(4);
            clients.awaitAnswered(100);
            clients.stopAndCheck();
        }
    }

    private static boolean isVoter(NodeInfoProto info, int id) {
        return info.getConfiguration().getMembersList().stream()
                .anyMatch(member -> member.getId() == id && member.getVoter());
    }

    @Test
    void a_node_joins_and_is_promoted_and_the_leader_is_removed_under_load() throws ClusterException {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3, "--snapshot-entries", "200");
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(600);
            cluster.startJoining(4);
            cluster.operator().addNode(4, cluster.address(4).text());
            cluster.await(cluster.awaitLeader(), "promoted", info -> isVoter(info, 4));
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            cluster.operator().removeNode(leader);
            int next = cluster.awaitLeaderOtherThan(leader);
            NodeInfoProto info = cluster.await(
                    next,
                    "without the former leader",
                    each -> each.getConfiguration().getMembersList().stream()
                            .map(MemberProto::getId)
                            .noneMatch(id -> id == leader));
            assertThat(info.getConfiguration().getMembersCount()).isEqualTo(3);
            clients.awaitAnswered(100);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_follower_that_was_away_for_long_catches_up_from_a_snapshot() {
        try (ProcessCluster cluster =
                        ProcessCluster.started(root, 3, "--snapshot-entries", "200", "--kept-entries", "50");
                RecordedClients clients = clients(cluster)) {
            int leader = cluster.awaitLeader();
            int away = leader == 3 ? 2 : 3;
            cluster.node(away).kill();
            clients.awaitAnswered(2_000);
            cluster.await(
                    leader,
                    "past a snapshot",
                    info -> info.getSnapshot().getLast().getIndex() > 500);
            cluster.start(away);
            cluster.awaitCaughtUp(away);
            NodeInfoProto info = cluster.await(
                    away, "installed", each -> each.getSnapshot().getLast().getIndex() > 0);
            assertThat(info.getMetricsOrThrow("kvs_snapshots_installed_total")).isGreaterThanOrEqualTo(1);
            clients.awaitAnswered(100);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_flipped_bit_in_the_log_of_one_node_costs_no_write() throws Exception {
        try (ProcessCluster cluster = ProcessCluster.started(root, 3);
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(500);
            int leader = cluster.awaitLeader();
            cluster.node(leader).kill();
            Path log;
            try (var files = Files.list(cluster.directory(leader).resolve("log"))) {
                log = files.filter(file -> file.toString().endsWith(".log"))
                        .sorted()
                        .findFirst()
                        .orElseThrow();
            }
            byte[] bytes = Files.readAllBytes(log);
            // In one of the first records; the file ends with room for more.
            bytes[2_000] ^= 4;
            Files.write(log, bytes);
            cluster.start(leader);
            clients.awaitAnswered(200);
            cluster.awaitCaughtUp(leader);
            assertThat(cluster.node(leader).log()).contains("the log is damaged");
            cluster.await(leader, "a full member again", info -> !info.getRecovering());
            clients.stopAndCheck();
        }
    }

    @Test
    void says_in_a_sentence_why_a_node_does_not_start() {
        try (ProcessCluster cluster = ProcessCluster.started(root, 1)) {
            NodeProcess same = cluster.start(1);
            assertThat(same.awaitEnd()).isEqualTo(1);
            assertThat(same.log()).contains("in use");
            NodeProcess port = NodeProcess.start(
                    1,
                    List.of(
                            "--members",
                            "1=" + cluster.address(1).text(),
                            "--dir",
                            root.resolve("other").toString()));
            assertThat(port.awaitEnd()).isEqualTo(1);
            assertThat(port.log()).contains("could not bind");
            assertThat(port.log()).doesNotContain("\tat ");
        }
    }
}

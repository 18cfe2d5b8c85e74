package kvs.cluster;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.protocol.Bytes;
import kvs.raft.proto.CommandProto;
import kvs.raft.proto.MemberProto;
import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * What happens to real nodes, in processes of their own, while clients read and write, whichever engine replicates their store.
 * Each history is checked for linearizability. A subclass names the engine, and adds facts that hold for this one alone.
 */
@Timeout(300)
public abstract class RealNodes {
    private static final int CLIENTS = 4;

    /** Options of clients that give a node that is paused a short time, and the cluster a long one. */
    private static final ClientOptions PATIENT =
            ClientOptions.DEFAULT.callTime(Duration.ofSeconds(30)).attemptTime(Duration.ofMillis(500));

    @TempDir
    Path root;

    private final Engine engine;

    protected RealNodes(Engine engine) {
        this.engine = engine;
    }

    /** Returns the commands of clients in the log of a node that has ended, in the log's order. */
    protected abstract List<CommandProto> commands(Path directory) throws Exception;

    final ProcessCluster cluster(String... options) {
        return ProcessCluster.started(engine, root, 3, options);
    }

    static RecordedClients clients(ProcessCluster cluster) {
        return new RecordedClients(CLIENTS, 42, () -> cluster.client(PATIENT));
    }

    @Test
    void loses_nothing_when_each_node_is_killed_and_started_again_under_load() {
        try (ProcessCluster cluster = cluster();
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            cluster.node(leader).kill();
            clients.awaitAnswered(100);
            int second = cluster.awaitLeaderOtherThan(leader);
            cluster.start(leader);
            cluster.awaitCaughtUp(leader);
            int follower = 6 - leader - second;
            cluster.node(follower).kill();
            clients.awaitAnswered(100);
            cluster.start(follower);
            cluster.awaitCaughtUp(follower);
            cluster.node(second).kill();
            clients.awaitAnswered(100);
            clients.stopAndCheck();
        }
    }

    @Test
    void goes_on_after_all_nodes_are_killed_at_once() throws ClusterException {
        try (ProcessCluster cluster = cluster()) {
            try (RecordedClients clients = clients(cluster)) {
                clients.awaitAnswered(100);
                for (int id : cluster.running()) {
                    cluster.node(id).kill();
                }
                cluster.startAll();
                clients.awaitAnswered(100);
                clients.stopAndCheck();
            }
            cluster.operator().set(Bytes.utf8("last"), Bytes.utf8("word"));
            assertThat(cluster.operator().get(Bytes.utf8("last"))).isEqualTo(Bytes.utf8("word"));
        }
    }

    @Test
    void restarts_one_node_after_the_other_with_SIGTERM_and_transfers_the_leadership_first() {
        try (ProcessCluster cluster = cluster();
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
        try (ProcessCluster cluster = cluster("--snapshot-entries", "1000000");
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
            answers.acquire(300);
            cluster.node(cluster.awaitLeader()).kill();
            answers.drainPermits();
            answers.acquire(300);
            stopping.set(true);
            for (Thread writer : writers) {
                writer.join();
            }
            int leader = cluster.awaitLeader();
            cluster.node(leader).terminate();
            cluster.node(leader).awaitEnd();
            List<String> happened = commands(cluster.directory(leader)).stream()
                    .map(command -> command.getSet().getValue().toStringUtf8())
                    .toList();
            assertThat(happened).doesNotHaveDuplicates().containsAll(acknowledged);
            assertThat(sent).containsAll(happened);
        }
    }

    @Test
    void a_leader_that_is_paused_is_replaced_and_answers_nothing_stale_when_it_goes_on() {
        try (ProcessCluster cluster = cluster();
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            cluster.node(leader).pause();
            int second = cluster.awaitLeaderOtherThan(leader);
            clients.awaitAnswered(100);
            cluster.node(leader).resume();
            clients.awaitAnswered(100);
            assertThat(second).isNotEqualTo(leader);
            clients.stopAndCheck();
        }
    }

    @Test
    void a_node_that_lost_its_disk_is_replaced_by_one_under_a_new_id() throws Exception {
        try (ProcessCluster cluster = cluster();
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(100);
            int leader = cluster.awaitLeader();
            int lost = leader == 3 ? 2 : 3;
            cluster.node(lost).kill();
            NodeProcess.delete(cluster.directory(lost));
            if (engine.refusesANodeThatLostItsData()) {
                NodeProcess refused = cluster.start(lost);
                assertThat(refused.awaitEnd())
                        .as("exit code of a node without its data")
                        .isEqualTo(1);
                assertThat(refused.log()).contains("it has lost its data");
            }
            cluster.operator().removeNode(lost);
            cluster.startJoining(4);
            cluster.awaitServing(4);
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
        try (ProcessCluster cluster = cluster("--snapshot-entries", "200");
                RecordedClients clients = clients(cluster)) {
            clients.awaitAnswered(300);
            cluster.startJoining(4);
            cluster.awaitServing(4);
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
    void serves_redis_clients_on_every_node() throws Exception {
        try (ProcessCluster cluster = new ProcessCluster(engine, root, 3)) {
            Map<Integer, Integer> ports = new TreeMap<>();
            for (int id : cluster.members.keySet()) {
                ports.put(id, TestAddresses.port());
                cluster.start(
                        id,
                        List.of(
                                "--members",
                                NodeOptions.text(cluster.members),
                                "--resp",
                                String.valueOf(ports.get(id))));
            }
            for (int id : ports.keySet()) {
                cluster.awaitServing(id);
                try (RawConnection client =
                        new RawConnection(TestAddresses.host(), Objects.requireNonNull(ports.get(id)))) {
                    assertThat(answer(client, "SET key " + id, 1)).isEqualTo("+OK");
                    assertThat(answer(client, "EXISTS key other", 1)).isEqualTo(":1");
                    assertThat(answer(client, "GET key", 2)).isEqualTo("$1\n" + id);
                }
            }
        }
    }

    /** Sends a command that may happen twice, until the cluster has a leader that carries it out. */
    private static String answer(RawConnection client, String command, int lines) throws IOException {
        while (true) {
            client.send((command + "\r\n").getBytes(US_ASCII));
            String answer = client.readLine();
            if (answer.startsWith("-TRYAGAIN") || answer.startsWith("-UNKNOWN")) {
                continue;
            }
            return lines == 1 ? answer : answer + "\n" + client.readLine();
        }
    }

    @Test
    void says_in_a_sentence_why_a_node_does_not_start_or_is_not_used() throws ClusterException {
        try (ProcessCluster cluster = ProcessCluster.started(engine, root, 1)) {
            String members = NodeOptions.text(cluster.members);
            fails(1, members, cluster.directory(1), "in use");
            fails(1, members, root.resolve("other"), "could not bind");
            SortedMap<Integer, NodeAddress> more = new TreeMap<>(cluster.members);
            more.put(2, TestAddresses.node());
            try (NodeProcess foreign = node(2, NodeOptions.text(more), cluster.directory(2))) {
                foreign.awaitLogged("Start all nodes of a cluster with the same members");
            }
            cluster.operator().set(Bytes.utf8("key"), Bytes.utf8("value"));
        }
    }

    private NodeProcess node(int id, String members, Path directory) {
        return NodeProcess.start(engine, id, List.of("--members", members, "--dir", directory.toString()));
    }

    private void fails(int id, String members, Path directory, String sentence) {
        try (NodeProcess node = node(id, members, directory)) {
            assertThat(node.awaitEnd()).as("exit code").isEqualTo(1);
            assertThat(node.log()).contains(sentence).doesNotContain("\tat ");
        }
    }
}

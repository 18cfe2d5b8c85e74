package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kvs.io.RealDisk;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.Payload;
import kvs.raft.proto.CommandProto;
import kvs.raft.proto.NodeInfoProto;
import org.junit.jupiter.api.Test;

/** The facts of {@link RealNodes} on the workbook's own Raft, and those about its own log and snapshots. */
class RealNodesTest extends RealNodes {
    RealNodesTest() {
        super(Engine.RAFT);
    }

    @Override
    protected List<CommandProto> commands(Path directory) throws Exception {
        List<CommandProto> commands = new ArrayList<>();
        try (NodeStorage storage = NodeStorage.open(new RealDisk(), directory, Configuration.EMPTY)) {
            for (Entry entry : storage.restored().entries()) {
                if (entry.payload() instanceof Payload.Command(byte[] data)) {
                    commands.add(CommandProto.parseFrom(data));
                }
            }
        }
        return commands;
    }

    @Test
    void a_follower_that_was_away_for_long_catches_up_from_a_snapshot() {
        try (ProcessCluster cluster = cluster("--snapshot-entries", "200", "--kept-entries", "50");
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
        try (ProcessCluster cluster = cluster();
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
}

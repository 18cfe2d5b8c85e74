package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import kvs.io.Crash;
import kvs.io.DirectoryLostException;
import kvs.io.RealDisk;
import kvs.io.SimDisk;
import kvs.log.LogOptions;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.Write;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The data directory of a node: whose it is, and which peers it has met. */
class NodeDirectoryTest {
    private static final Path DIRECTORY = Path.of("data", "node1");
    private static final Identity IDENTITY = new Identity(7, 1, -12345, "1=a:9101,2=b:9102 \u00e4");

    private final SimDisk disk = new SimDisk();

    @Test
    void a_fresh_directory_belongs_to_no_node_and_stays_empty() throws IOException {
        try (NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY)) {
            assertThat(directory.identity()).isNull();
            assertThat(directory.peers()).isEmpty();
        }
        assertThat(disk.files()).isEmpty();
    }

    @Test
    void a_rejected_start_leaves_nothing_in_a_directory_of_another_program(@TempDir Path temp) throws IOException {
        for (String name : List.of("engine", "shards")) {
            Path data = Files.createDirectories(temp.resolve("of-" + name));
            Files.writeString(data.resolve(name), "text");
            assertThatThrownBy(() -> NodeDirectory.open(new RealDisk(), data))
                    .hasMessage(data.resolve(name)
                            + " belongs to the data of another program; choose another directory for this node");
            assertThat(new RealDisk().list(data)).containsExactly(name);
        }
    }

    /** An operator renames it, and starts another node at its path. */
    @Test
    void a_renamed_directory_is_not_written_to_under_its_old_path() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.claim(IDENTITY);
        disk.moveDirectory(DIRECTORY, Path.of("moved"));
        Identity other = new Identity(7, 2, 9, "2=b:9102");
        try (NodeDirectory second = NodeDirectory.open(disk, DIRECTORY)) {
            second.claim(other);
            Map<Path, byte[]> before = disk.files();
            assertThatThrownBy(() -> directory.remember(3, 33)).isInstanceOf(DirectoryLostException.class);
            Path draft = DIRECTORY.resolve("snapshot-1-1.draft");
            assertThatThrownBy(() -> directory.disk().create(draft)).isInstanceOf(DirectoryLostException.class);
            assertThatThrownBy(() -> directory.disk().delete(DIRECTORY.resolve(IdentityFile.NAME)))
                    .isInstanceOf(DirectoryLostException.class);
            assertThat(disk.files()).usingRecursiveComparison().isEqualTo(before);
            directory.close();
        }
        disk.moveDirectory(DIRECTORY, Path.of("other"));
        disk.moveDirectory(Path.of("moved"), DIRECTORY);
        try (NodeDirectory again = NodeDirectory.open(disk, DIRECTORY)) {
            assertThat(again.identity()).isEqualTo(IDENTITY);
            assertThat(again.peers()).isEmpty();
        }
    }

    @Test
    void a_claim_and_peers_survive_a_loss_of_power() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.claim(IDENTITY);
        directory.remember(3, 33);
        directory.remember(2, -22);
        directory.remember(3, 33);
        try (NodeDirectory again = NodeDirectory.open(disk.crash(Crash.LOSES_ALL), DIRECTORY)) {
            assertThat(again.identity()).isEqualTo(IDENTITY);
            assertThat(again.peers()).isEqualTo(Map.of(2, -22L, 3, 33L));
        }
    }

    @Test
    void a_crash_at_any_operation_leaves_the_old_or_the_new() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.claim(IDENTITY);
        int claimed = disk.operations();
        directory.remember(2, 22);
        int first = disk.operations();
        directory.remember(3, 33);
        for (int n = 0; n <= disk.operations(); n++) {
            for (int seed = 0; seed < 20; seed++) {
                SimDisk after = disk.asOf(n).crash(Crash.random(seed));
                try (NodeDirectory found = NodeDirectory.open(after, DIRECTORY)) {
                    assertThat(found.identity()).isIn(IDENTITY, n < claimed ? null : IDENTITY);
                    int met = found.peers().size();
                    assertThat(met).isBetween(n < first ? 0 : 1, n >= claimed + 1 ? 2 : 0);
                    if (n == disk.operations()) {
                        assertThat(met).isEqualTo(2);
                    }
                }
            }
        }
    }

    @Test
    void a_second_claim_is_refused() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.claim(IDENTITY);
        assertThatThrownBy(() -> directory.claim(new Identity(7, 2, 5, "")))
                .hasMessage(DIRECTORY + " belongs to a node already; choose an empty directory");
        assertThat(directory.identity()).isEqualTo(IDENTITY);
    }

    @Test
    void data_without_an_identity_is_not_claimed() throws IOException {
        NodeStorage.open(disk, DIRECTORY, Configuration.EMPTY).close();
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        assertThatThrownBy(() -> directory.claim(IDENTITY))
                .hasMessageStartingWith(DIRECTORY.resolve("identity") + " is missing, and ");
        assertThat(directory.identity()).isNull();
        for (String name : List.of("hard-state", "peers", "snapshot-5-1")) {
            Map<Path, byte[]> files = new TreeMap<>();
            files.put(DIRECTORY.resolve(name), new byte[0]);
            SimDisk other = SimDisk.with(files);
            if (!name.equals("peers")) {
                NodeDirectory foreign = NodeDirectory.open(other, DIRECTORY);
                assertThatThrownBy(() -> foreign.claim(IDENTITY))
                        .hasMessageStartingWith(DIRECTORY.resolve("identity") + " is missing, and "
                                + DIRECTORY.resolve(name) + " exists");
            }
        }
    }

    @Test
    void foreign_files_are_left_alone() throws IOException {
        Map<Path, byte[]> files = new TreeMap<>();
        files.put(DIRECTORY.resolve("lost+found"), new byte[] {1});
        files.put(DIRECTORY.resolve(".nfs0001"), new byte[] {2});
        files.put(DIRECTORY.resolve("snapshot-07-1.draft"), new byte[] {3});
        SimDisk found = SimDisk.with(files);
        try (NodeDirectory directory = NodeDirectory.open(found, DIRECTORY);
                NodeStorage _ = NodeStorage.open(found, DIRECTORY, Configuration.EMPTY)) {
            // In a used directory, too: the log is there now.
            assertThat(directory.identity()).isNull();
        }
        assertThat(found.files()).containsAllEntriesOf(files);
    }

    @Test
    void what_the_file_system_keeps_in_a_directory_is_no_data_of_a_node(@TempDir Path root) throws IOException {
        for (Path at : List.of(root, root.resolve("log"))) {
            Files.createDirectories(at.resolve("lost+found"));
            Files.createFile(at.resolve(".nfs0000000000e2a1b500000003"));
        }
        RealDisk real = new RealDisk();
        for (int start = 1; start <= 2; start++) {
            try (NodeDirectory directory = NodeDirectory.open(real, root)) {
                if (start == 1) {
                    directory.claim(IDENTITY);
                }
                NodeStorage.open(real, root, Configuration.EMPTY).close();
            }
        }
        assertThat(root.resolve("log").resolve("lost+found")).exists();
    }

    @Test
    void a_damaged_file_is_refused_with_its_name_and_a_remedy() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.claim(IDENTITY);
        directory.remember(2, 22);
        directory.close();
        for (String name : List.of("identity", "peers")) {
            Path file = DIRECTORY.resolve(name);
            int length = disk.bytes(file).length;
            for (int at = 0; at < length; at++) {
                SimDisk damaged = SimDisk.with(disk.files());
                damaged.flip(file, at, at % 8);
                assertThatThrownBy(() -> NodeDirectory.open(damaged, DIRECTORY))
                        .hasMessageStartingWith(file + " at offset ");
                // The refused start has given up its lock.
                damaged.flip(file, at, at % 8);
                NodeDirectory.open(damaged, DIRECTORY).close();
            }
        }
    }

    @Test
    void a_peer_that_comes_back_with_another_instance_is_not_remembered() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.remember(2, 22);
        assertThatThrownBy(() -> directory.remember(2, 23)).isInstanceOf(IllegalStateException.class);
        assertThat(directory.peers()).isEqualTo(Map.of(2, 22L));
    }

    @Test
    void a_full_disk_leaves_peers_as_they_were() throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, DIRECTORY);
        directory.remember(2, 22);
        int used = disk.bytes(DIRECTORY.resolve("peers")).length;
        disk.capacity(used + 5);
        assertThatThrownBy(() -> directory.remember(3, 33)).hasMessageContaining("No space left on device");
        assertThat(directory.peers()).isEqualTo(Map.of(2, 22L));
        assertThat(disk.files()).containsOnlyKeys(DIRECTORY.resolve("peers"));
        disk.capacity(1000);
        directory.remember(3, 33);
        assertThat(directory.peers()).isEqualTo(Map.of(2, 22L, 3, 33L));
    }

    @Test
    void a_second_node_in_the_same_directory_is_refused(@TempDir Path directory) throws IOException {
        RealDisk real = new RealDisk();
        try (NodeDirectory first = NodeDirectory.open(real, directory)) {
            assertThatThrownBy(() -> NodeDirectory.open(real, directory))
                    .hasMessage(directory + " is in use by another node; stop that node, or choose another directory");
            assertThat(first.identity()).isNull();
        }
        NodeDirectory.open(real, directory).close();
    }

    /** On real files, where directories are files too. */
    @Test
    void a_node_lives_on_a_real_disk(@TempDir Path parent) throws IOException {
        Path directory = parent.resolve("new").resolve("node");
        RealDisk real = new RealDisk();
        Configuration three = Configuration.ofVoters(1, 2, 3);
        Entry entry = new Entry(1, 1, new Payload.Command(new byte[10_000]));
        for (int start = 1; start <= 3; start++) {
            try (NodeDirectory mine = NodeDirectory.open(real, directory);
                    NodeStorage storage = open(real, directory, mine, three)) {
                assertThat(storage.restored().entries()).hasSize(start - 1);
                assertThat(storage.restored().snapshot().configuration()).isEqualTo(three);
                Entry next = new Entry(start, start, entry.payload());
                storage.write(List.of(new Write(1, new HardState(start, 2), null, List.of(next))));
            }
        }
    }

    private static NodeStorage open(RealDisk real, Path directory, NodeDirectory mine, Configuration initial)
            throws IOException {
        if (mine.identity() == null) {
            mine.claim(IDENTITY);
        }
        return NodeStorage.open(real, directory, initial, LogOptions.defaults().withSegmentBytes(15_000));
    }
}

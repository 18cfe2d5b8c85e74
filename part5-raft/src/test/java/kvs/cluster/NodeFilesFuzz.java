package kvs.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import kvs.io.SimDisk;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;

/**
 * Any bytes as the small files of a node. A plain {@code mvn test} tries the saved inputs ({@code
 * src/test/resources/kvs/cluster/NodeFilesFuzzInputs}); this hunts for new ones:
 *
 * <pre>
 *   JAZZER_FUZZ=1 mvn -pl part5-raft test -Dtest=NodeFilesFuzz#hardState
 * </pre>
 *
 * <p>They are refused with the name of the file, or mean something that is found again when it is stored. The bytes are the
 * content, in a file whose checksum is right, and then the whole file.
 */
class NodeFilesFuzz {
    private static final Path DIRECTORY = Path.of("node");

    private interface Reader<T> {
        @Nullable
        T read(SimDisk disk) throws IOException;
    }

    private interface Writer<T> {
        void write(SimDisk disk, T value) throws IOException;
    }

    @FuzzTest(maxDuration = "60s")
    void hardState(byte[] bytes) throws IOException {
        hold(
                HardStateFile.NAME,
                "kvs-hst\n",
                bytes,
                disk -> new HardStateFile(disk, DIRECTORY).read(),
                (disk, stored) -> new HardStateFile(disk, DIRECTORY).store(stored));
    }

    @FuzzTest(maxDuration = "60s")
    void identity(byte[] bytes) throws IOException {
        hold(
                IdentityFile.NAME,
                "kvs-idn\n",
                bytes,
                disk -> new IdentityFile(disk, DIRECTORY).read(),
                (disk, identity) -> new IdentityFile(disk, DIRECTORY).store(identity));
    }

    @FuzzTest(maxDuration = "60s")
    void peers(byte[] bytes) throws IOException {
        hold(
                PeersFile.NAME,
                "kvs-per\n",
                bytes,
                disk -> new PeersFile(disk, DIRECTORY).read(),
                (disk, peers) -> new PeersFile(disk, DIRECTORY).store(peers));
    }

    /** A snapshot has a checksum of its own, and a name that is parsed. */
    @FuzzTest(maxDuration = "60s")
    void snapshots(byte[] bytes) throws IOException {
        Path path = DIRECTORY.resolve("snapshot-1-1");
        SimDisk disk = with(path, bytes);
        try {
            SnapshotFile file = SnapshotFile.check(disk, path);
            assertThat(file.contentAt() + file.bytes() + SnapshotFile.FOOTER_BYTES)
                    .isEqualTo(bytes.length);
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(path + " at offset ");
        }
    }

    private static <T> void hold(String name, String magic, byte[] bytes, Reader<T> reader, Writer<T> writer)
            throws IOException {
        SimDisk content = new SimDisk();
        new CheckedFile(content, DIRECTORY.resolve(name), magic, 1, 1 << 20, "is of a test").replace(bytes);
        hold(name, content, reader, writer);
        hold(name, with(DIRECTORY.resolve(name), bytes), reader, writer);
    }

    private static <T> void hold(String name, SimDisk disk, Reader<T> reader, Writer<T> writer) throws IOException {
        T found;
        try {
            found = reader.read(disk);
        } catch (IOException e) {
            assertThat(e).hasMessageStartingWith(DIRECTORY.resolve(name) + " at offset ");
            return;
        }
        if (found == null) {
            throw new AssertionError("the file exists, and was not found");
        }
        writer.write(disk, found);
        Fact.when("store what was found, and read it").gives(found, reader.read(disk));
    }

    private static SimDisk with(Path path, byte[] bytes) {
        Map<Path, byte[]> files = new TreeMap<>();
        files.put(path, bytes);
        return SimDisk.with(files);
    }
}

package kvs.ratis;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import kvs.cli.Logging;
import kvs.cluster.ClusterId;
import kvs.cluster.JoinQuestion;
import kvs.cluster.NodeOptions;
import kvs.cluster.Replication;
import kvs.cluster.ReplicationProvider;
import kvs.io.Disk;
import kvs.io.RealDisk;
import kvs.net.Clock;
import kvs.net.EventLoop;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.util.ExitUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens Ratis: {@code kvs-node --replication ratis}.
 *
 * <pre>
 *   DIR/lock                    held while the node runs
 *   DIR/ratis/node-ID/GROUP/    what Ratis stores: its log, term and vote, configuration, snapshots
 *
 *   GROUP := a UUID; its first half is the id of the cluster
 * </pre>
 */
public final class RatisProvider implements ReplicationProvider {
    /** The second half of each group's id: "kvsratis". */
    private static final long GROUP = 0x6b76_7372_6174_6973L;

    /** The loggers of Ratis. */
    static final String LIBRARY = "org.apache.ratis";

    private static final Logger LOG = LoggerFactory.getLogger(RatisProvider.class);
    private static final Disk DISK = new RealDisk();

    /** The gRPC inside Ratis logs through the JDK. Held here, since the JDK forgets the level of a logger without a user. */
    private static final java.util.logging.Logger GRPC =
            java.util.logging.Logger.getLogger("org.apache.ratis.thirdparty.io.grpc");

    @Override
    public String name() {
        return "ratis";
    }

    @Override
    public Replication open(NodeOptions options, EventLoop loop, Clock clock, Consumer<Throwable> broken)
            throws IOException {
        GRPC.setLevel(Level.OFF);
        Logging.silence(LIBRARY);
        // Without this, Ratis ends the process where it cannot listen, and says nothing.
        ExitUtils.disableSystemExit();
        // Before the lock, too: a directory of another node or program gets no lock file.
        storage(options);
        DISK.makeDirectory(options.directory());
        Closeable lock = DISK.lock(options.directory().resolve("lock"));
        try {
            Path storage = storage(options);
            RaftGroup group = group(options, storage);
            DISK.makeDirectory(storage);
            return new RatisReplication(options, group, storage, lock, loop, clock, broken);
        } catch (IOException | RuntimeException e) {
            lock.close();
            throw e;
        }
    }

    /** Returns the group that the node belongs to, with the members that Ratis begins with. */
    private static RaftGroup group(NodeOptions options, Path storage) throws IOException {
        RaftGroupId existing = existing(storage);
        // Without members, Ratis goes by what is in its log, or waits until a leader adds this node.
        if (options.members().isEmpty()) {
            return RaftGroup.valueOf(existing != null ? existing : group(JoinQuestion.clusterFor(options)));
        }
        RaftGroupId begun = group(ClusterId.of(NodeOptions.text(options.members())));
        if (existing != null && !existing.equals(begun)) {
            LOG.warn("the members are not those with which this node began, and are ignored: to change the members of"
                    + " a running cluster, use kvs-client add-node and remove-node");
            return RaftGroup.valueOf(existing);
        }
        // A later configuration in the log replaces these.
        return RaftGroup.valueOf(begun, RatisPeers.peers(options.members()));
    }

    /** Returns the directory that is this node's. */
    private static Path storage(NodeOptions options) throws IOException {
        Path directory = options.directory();
        if (Files.exists(directory.resolve("identity"))) {
            throw new IOException(directory + " holds a store of --replication raft: start the node with that, or name"
                    + " another directory with --dir");
        }
        Path ratis = directory.resolve("ratis");
        String own = "node-" + options.id();
        for (String name : DISK.list(ratis)) {
            if (name.startsWith("node-") && !name.equals(own)) {
                throw new IOException(directory + " belongs to node " + name.substring("node-".length())
                        + ", not to node " + options.id() + ": give each node a directory of its own");
            }
        }
        return ratis.resolve(own);
    }

    /** Returns the group whose data is there; null if the node starts for the first time. */
    private static @Nullable RaftGroupId existing(Path storage) throws IOException {
        if (!Files.isDirectory(storage)) {
            return null;
        }
        List<Path> groups = DISK.list(storage).stream()
                .map(storage::resolve)
                .filter(Files::isDirectory)
                .toList();
        if (groups.isEmpty()) {
            return null;
        }
        if (groups.size() > 1) {
            throw new IOException(storage + " holds the data of " + groups.size()
                    + " clusters; keep one of its directories, and move the others away");
        }
        String name = String.valueOf(groups.getFirst().getFileName());
        try {
            return RaftGroupId.valueOf(UUID.fromString(name));
        } catch (IllegalArgumentException e) {
            throw new IOException(groups.getFirst() + " is not a directory of Ratis: move it away", e);
        }
    }

    private static RaftGroupId group(long cluster) {
        return RaftGroupId.valueOf(new UUID(cluster, GROUP));
    }
}

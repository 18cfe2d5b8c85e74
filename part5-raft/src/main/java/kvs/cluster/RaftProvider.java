package kvs.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import kvs.io.Disk;
import kvs.io.RealDisk;
import kvs.net.Clock;
import kvs.net.EventLoop;
import kvs.raft.kv.DamagedSnapshotException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Opens the workbook's own Raft. */
final class RaftProvider implements ReplicationProvider {
    private static final Logger LOG = LoggerFactory.getLogger(RaftProvider.class);
    private final Disk disk;

    RaftProvider(Disk disk) {
        this.disk = disk;
    }

    RaftProvider() {
        this(new RealDisk());
    }

    @Override
    public String name() {
        return "raft";
    }

    @Override
    public RaftReplication open(NodeOptions options, EventLoop loop, Clock clock, Consumer<Throwable> broken)
            throws IOException {
        NodeDirectory directory = NodeDirectory.open(disk, options.directory());
        try {
            Identity identity = identity(options, directory);
            NodeStorage storage = NodeStorage.open(directory.disk(), options.directory(), options.initial());
            try {
                return new RaftReplication(
                        options,
                        identity,
                        directory,
                        storage,
                        loop,
                        clock,
                        new SplittableRandom(new SecureRandom().nextLong()),
                        broken);
            } catch (DamagedSnapshotException | UncheckedIOException e) {
                storage.close();
                throw new IOException(
                        "the snapshot in " + options.directory() + " cannot be read. Remove node " + options.id()
                                + " from the cluster, and add the machine under an id that was never used",
                        e);
            } catch (RuntimeException | Error e) {
                storage.close();
                throw e;
            }
        } catch (IOException | RuntimeException | Error e) {
            directory.close();
            throw e;
        }
    }

    /** Returns whose directory it is; a new one becomes this node's. */
    private static Identity identity(NodeOptions options, NodeDirectory directory) throws IOException {
        Identity found = directory.identity();
        if (found != null) {
            if (found.node() != options.id()) {
                throw new IOException(options.directory() + " belongs to node " + found.node() + ", not to node "
                        + options.id() + ": give each node a directory of its own");
            }
            if (!options.members().isEmpty()
                    && !NodeOptions.text(options.members()).equals(found.members())) {
                LOG.warn(
                        "the members are not those with which this node began, [{}], and are ignored: to change the members"
                                + " of a running cluster, use kvs-client add-node and remove-node",
                        found.members());
            }
            return found;
        }
        String members = NodeOptions.text(options.members());
        long cluster = options.members().isEmpty() ? JoinQuestion.clusterFor(options) : ClusterId.of(members);
        Identity identity = new Identity(cluster, options.id(), new SecureRandom().nextLong(), members);
        directory.claim(identity);
        return identity;
    }
}

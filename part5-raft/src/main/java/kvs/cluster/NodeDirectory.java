package kvs.cluster;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import kvs.io.DirectoryLock;
import kvs.io.Disk;
import kvs.io.GuardedDisk;
import org.jspecify.annotations.Nullable;

/**
 * A node's data directory: whose it is, and what the node remembers of its peers. Locked against other processes from
 * {@link #open} to {@link #close}. If it is renamed or replaced meanwhile, nothing is changed at its path any more, and the
 * node stops ({@link DirectoryLock}).
 *
 * <pre>
 *   DIR/lock           held while the node runs
 *   DIR/identity       {@link Identity}
 *   DIR/peers          the instance of each peer that this node has met
 *   DIR/hard-state     term, vote, and up to where the log was durable then   ({@link NodeStorage})
 *   DIR/log/           a record log: entry i is record i
 *   DIR/snapshot-INDEX-TERM
 * </pre>
 *
 * <p><b>Threads.</b> One at a time claims and remembers. Any may ask for the identity and the peers.
 */
final class NodeDirectory implements Closeable {
    /** Files by which the data of other programs is known: of kvs-server, and of kvs-sharded. */
    private static final List<String> FOREIGN = List.of("engine", "shards");

    private final Disk disk;
    private final Path directory;
    private final DirectoryLock lock;
    private final IdentityFile identityFile;
    private final PeersFile peersFile;
    private volatile @Nullable Identity identity;

    /** Never changed, but replaced. */
    private volatile SortedMap<Integer, Long> peers = Collections.emptySortedMap();

    private NodeDirectory(Disk disk, Path directory, DirectoryLock lock) {
        this.disk = new GuardedDisk(disk, lock);
        this.directory = directory;
        this.lock = lock;
        this.identityFile = new IdentityFile(this.disk, directory);
        this.peersFile = new PeersFile(this.disk, directory);
    }

    /**
     * Locks the directory, which is created if need be, and reads what is in it. Changes nothing else.
     *
     * @throws IOException also if another node has the directory open, or one of its files is damaged, or it holds the
     *     data of another program; then nothing has been changed at all
     */
    static NodeDirectory open(Disk disk, Path directory) throws IOException {
        for (String name : disk.list(directory)) {
            if (FOREIGN.contains(name)) {
                throw new IOException(directory.resolve(name)
                        + " belongs to the data of another program; choose another directory for this node");
            }
        }
        disk.makeDirectory(directory);
        DirectoryLock lock = lock(disk, directory);
        try {
            NodeDirectory opened = new NodeDirectory(disk, directory, lock);
            opened.identity = opened.identityFile.read();
            opened.peers = opened.peersFile.read();
            return opened;
        } catch (IOException | RuntimeException e) {
            try (lock) {
                throw e;
            }
        }
    }

    private static DirectoryLock lock(Disk disk, Path directory) throws IOException {
        try {
            return DirectoryLock.take(disk, directory);
        } catch (FileSystemException e) {
            // Not taken, but impossible: no right to write, perhaps.
            throw e;
        } catch (IOException _) {
            throw new IOException(
                    directory + " is in use by another node; stop that node, or choose another directory");
        }
    }

    /** Returns the disk for what else is in the directory. It changes no name while the path leads elsewhere. */
    Disk disk() {
        return disk;
    }

    /** Returns whose directory it is; null if it has never been used. */
    @Nullable
    Identity identity() {
        return identity;
    }

    /**
     * Makes the directory this node's, durably. It must not belong to a node yet.
     *
     * @throws IOException also if it does, or if it holds a node's files without telling whose they are
     */
    void claim(Identity claimed) throws IOException {
        List<String> names = disk.list(directory);
        if (names.contains(IdentityFile.NAME)) {
            throw new IOException(directory + " belongs to a node already; choose an empty directory");
        }
        for (String name : names) {
            if (name.equals(HardStateFile.NAME) || name.equals(PeersFile.NAME) || SnapshotName.PUBLISHED.is(name)) {
                throw withoutIdentity(directory.resolve(name));
            }
        }
        for (String name : disk.list(directory.resolve(Recovery.LOG))) {
            throw withoutIdentity(directory.resolve(Recovery.LOG).resolve(name));
        }
        identityFile.store(claimed);
        identity = claimed;
    }

    private IOException withoutIdentity(Path beside) {
        return new IOException(directory.resolve(IdentityFile.NAME) + " is missing, and " + beside
                + " exists: restore the file, or choose an empty directory");
    }

    /** Returns the instances of the peers that this node has met, by id. */
    Map<Integer, Long> peers() {
        return peers;
    }

    /**
     * Notes, durably, the instance of a peer that this node meets for the first time.
     *
     * @throws IllegalStateException if it has met the peer with another instance
     */
    void remember(int peer, long instance) throws IOException {
        SortedMap<Integer, Long> more = new TreeMap<>(peers);
        Long before = more.put(peer, instance);
        if (before != null && before == instance) {
            return;
        }
        if (before != null) {
            throw new IllegalStateException("Node " + peer + " is remembered with the instance " + before
                    + " and was to be remembered with " + instance + ". Report this as a bug");
        }
        peersFile.store(more);
        peers = Collections.unmodifiableSortedMap(more);
    }

    @Override
    public void close() throws IOException {
        lock.close();
    }
}

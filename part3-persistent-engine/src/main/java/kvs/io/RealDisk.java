package kvs.io;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The file systems of this machine. */
public final class RealDisk implements Disk {
    /**
     * The {@link #identity} of each file that this process has locked, through any instance. On POSIX systems a process that closes <em>any</em>
     * descriptor of a file gives up its lock on it: a second caller must be rejected before it has opened the file, or
     * its failure would take the lock from the first.
     */
    private static final Set<Object> LOCKED_HERE = ConcurrentHashMap.newKeySet();

    /** One for all disks of the process: the log is told once that files cannot be mapped. */
    private static final Mappings MAPPINGS = new Mappings(RealFile::map);

    private final Mappings mappings;

    public RealDisk() {
        this(MAPPINGS);
    }

    /** For tests: files are mapped by {@code mappings}. */
    RealDisk(Mappings mappings) {
        this.mappings = mappings;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        // The name must be new now; it is not when an interrupted file opens its channel again (RealFile).
        FileChannel.open(file, CREATE_NEW, WRITE).close();
        return open(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        RealFile real = new RealFile(file, Set.of(READ, WRITE));
        MappedFile mapped = new MappedFile(real, mappings);
        return AppendWindow.isSupported() ? new AppendWindow(mapped, real, mappings) : mapped;
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new MappedFile(new RealFile(file, Set.of(READ)), mappings);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> !SystemFiles.isOne(name))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException _) {
            return List.of();
        }
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        Path parent = directory.toAbsolutePath().getParent();
        if (parent != null) {
            makeDirectory(parent);
        }
        Files.createDirectories(directory);
        if (parent != null) {
            forceDirectory(parent);
        }
    }

    @Override
    public void delete(Path file) throws IOException {
        Files.deleteIfExists(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        Files.move(from, to, ATOMIC_MOVE);
    }

    /** Does nothing where directories cannot be opened (Windows): there the file system forces names on its own. */
    @Override
    public void forceDirectory(Path directory) throws IOException {
        if (!directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            return;
        }
        try (RealFile names = new RealFile(directory, Set.of(READ))) {
            names.force();
        }
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        Path directory = file.toAbsolutePath().getParent();
        try {
            // Of a file that is new, this process has no lock that closing it could take away.
            FileChannel.open(file, CREATE_NEW, WRITE).close();
        } catch (FileAlreadyExistsException _) {
            // Locked by now or not: the answer follows.
        }
        Object identity = identity(file);
        if (!LOCKED_HERE.add(identity)) {
            throw new IOException(directory + " is in use: this process has opened it already; close it first");
        }
        FileChannel channel = null;
        try {
            channel = FileChannel.open(file, WRITE);
            if (channel.tryLock() == null) {
                throw new IOException(
                        directory + " is in use by another process; stop that process, or choose another directory");
            }
            if (!identity(file).equals(identity)) {
                throw new IOException(file + " was replaced while it was being locked; start again");
            }
        } catch (IOException | RuntimeException e) {
            unlock(channel, identity);
            throw e;
        }
        FileChannel held = channel;
        return () -> unlock(held, identity);
    }

    /** Returns the real path where files have no identity (Windows): there the path of an open file cannot be taken away. */
    @Override
    public Object identity(Path path) throws IOException {
        return identityOf(path);
    }

    static Object identityOf(Path path) throws IOException {
        Object key = Files.readAttributes(path, BasicFileAttributes.class).fileKey();
        return key == null ? path.toRealPath() : key;
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return Files.getFileStore(directory).getUsableSpace();
    }

    private static void unlock(@Nullable FileChannel held, Object identity) throws IOException {
        try (held) {
            LOCKED_HERE.remove(identity);
        }
    }
}

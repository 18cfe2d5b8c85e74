package kvs.io;

import java.io.Closeable;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import kvs.io.SimOperation.Create;
import kvs.io.SimOperation.Delete;
import kvs.io.SimOperation.Force;
import kvs.io.SimOperation.ForceDirectory;
import kvs.io.SimOperation.LostForce;
import kvs.io.SimOperation.Rename;
import kvs.io.SimOperation.Truncate;
import kvs.io.SimOperation.Write;
import org.jspecify.annotations.Nullable;

/**
 * A disk in memory whose power fails when a test says so. It knows of every byte and every name whether it was forced,
 * and {@link #crash} makes of it the disk that is there when the power comes back.
 *
 * <pre>
 *   SimDisk disk = new SimDisk();
 *   ... the code under test writes ...
 *   for (int n = 0; n <= disk.operations(); n++) {
 *       SimDisk after = disk.asOf(n).crash(Crash.random(n));      // as if the power had failed there
 *       ... recover from it, and look ...
 *   }
 * </pre>
 *
 * <p>Nothing here is random but by a seed. Directories need not be made and last.
 */
public final class SimDisk implements Disk {
    /** The files at the start, forced. */
    private final Map<Path, byte[]> origin;

    /** Every operation since that has changed anything, in order. */
    private final List<SimOperation> trace = new ArrayList<>();

    /** The contents of files, by the order in which they were made: a file can change its name, or have none. */
    private final List<SimContent> contents = new ArrayList<>();

    private final Map<Path, Integer> names = new TreeMap<>();
    private final Map<Path, Integer> forcedNames = new TreeMap<>();
    private final Map<Path, List<SimOperation>> unforcedNames = new TreeMap<>();

    private final Set<Path> locked = new HashSet<>();
    private long capacityBytes = Long.MAX_VALUE;
    private int forcesUntilFailure = Integer.MAX_VALUE;
    private @Nullable Random shortness;
    private @Nullable Runnable duringForce;

    public SimDisk() {
        this(Map.of());
    }

    private SimDisk(Map<Path, byte[]> files) {
        origin = new TreeMap<>(files);
        origin.forEach((path, bytes) -> {
            names.put(path, contents.size());
            contents.add(new SimContent(bytes));
        });
        forcedNames.putAll(names);
    }

    // What a test asks and does.

    /** Returns the number of operations that have changed anything so far. */
    public synchronized int operations() {
        return trace.size();
    }

    /** Returns the operations so far. */
    public synchronized List<SimOperation> trace() {
        return List.copyOf(trace);
    }

    /** Returns this disk as it was after {@code operations} operations, without the faults that were asked for. */
    public SimDisk asOf(int operations) {
        return asOf(operations, 0);
    }

    /** As {@link #asOf(int)}, with {@code bytesOfTheNext} bytes of the next operation, which is a write if that is not 0. */
    public synchronized SimDisk asOf(int operations, int bytesOfTheNext) {
        SimDisk then = new SimDisk(origin);
        trace.subList(0, operations).forEach(then::did);
        if (bytesOfTheNext > 0) {
            Write next = (Write) trace.get(operations);
            then.did(new Write(next.file(), next.at(), Arrays.copyOf(next.bytes(), bytesOfTheNext)));
        }
        return then;
    }

    /** Returns how many bytes the operation writes; 0 if it is not a write. */
    public synchronized int bytesOf(int operation) {
        return trace.get(operation) instanceof Write write ? write.bytes().length : 0;
    }

    /** Returns the disk after a loss of power: what was forced, and of the rest what {@code crash} keeps. */
    public synchronized SimDisk crash(Crash crash) {
        Map<Path, Integer> kept = new TreeMap<>(forcedNames);
        unforcedNames
                .values()
                .forEach(
                        changes -> changes.stream().filter(_ -> crash.keeps()).forEach(change -> rename(kept, change)));
        Map<Path, byte[]> files = new TreeMap<>();
        kept.forEach((path, file) -> files.put(path, contents.get(file).crash(crash)));
        return new SimDisk(files);
    }

    /** Returns what a program reads in the file now. */
    public synchronized byte[] bytes(Path file) throws IOException {
        return content(file).bytes();
    }

    /** Returns all files, with what a program reads in them now. */
    public synchronized Map<Path, byte[]> files() {
        Map<Path, byte[]> files = new TreeMap<>();
        names.forEach((path, file) -> files.put(path, contents.get(file).bytes()));
        return files;
    }

    /** Returns a disk with these files, forced. */
    public static SimDisk with(Map<Path, byte[]> files) {
        return new SimDisk(files);
    }

    /** Flips a bit on disk, like bit rot. Not part of the trace. */
    public synchronized void flip(Path file, int at, int bit) throws IOException {
        content(file).flip(at, bit);
    }

    /**
     * The {@code nth} force from now, 1 for the next, of a file or a directory, fails. What it should have brought to disk
     * counts as written from then on: later forces succeed, and it is not there after a crash.
     */
    public synchronized void failForce(int nth) {
        forcesUntilFailure = nth;
    }

    /** Limits the length of all files together. */
    public synchronized void capacity(long bytes) {
        capacityBytes = bytes;
    }

    /** Runs this during the next force of a file: after its bytes are chosen, and before it returns. */
    public synchronized void duringForce(Runnable meanwhile) {
        duringForce = meanwhile;
    }

    /** Makes reads and writes short from now on: they are done for some of the bytes only. */
    public synchronized void shortTransfers(long seed) {
        shortness = new Random(seed);
    }

    // What a program does.

    @Override
    public synchronized DiskFile create(Path file) throws IOException {
        if (names.containsKey(file)) {
            throw new FileAlreadyExistsException(file.toString());
        }
        int number = contents.size();
        did(new Create(file, number));
        return new SimFile(file, number, true);
    }

    @Override
    public synchronized DiskFile open(Path file) throws IOException {
        return new SimFile(file, number(file), true);
    }

    @Override
    public synchronized DiskFile openToRead(Path file) throws IOException {
        return new SimFile(file, number(file), false);
    }

    @Override
    public synchronized List<String> list(Path directory) {
        return names.keySet().stream()
                .filter(file -> directory.equals(file.getParent()))
                .map(file -> file.getFileName().toString())
                .toList();
    }

    @Override
    public void makeDirectory(Path directory) {}

    @Override
    public synchronized void delete(Path file) {
        if (names.containsKey(file)) {
            did(new Delete(file));
        }
    }

    @Override
    public synchronized void rename(Path from, Path to) throws IOException {
        did(new Rename(from, to, number(from)));
    }

    @Override
    public synchronized void forceDirectory(Path directory) throws IOException {
        boolean fails = forceFails();
        did(new ForceDirectory(directory, !fails));
        if (fails) {
            throw new ForceFailedException("could not force " + directory + ": simulated", null);
        }
    }

    @Override
    public synchronized Closeable lock(Path file) throws IOException {
        if (!locked.add(file)) {
            throw new IOException(file.getParent() + " is in use");
        }
        return () -> {
            synchronized (this) {
                locked.remove(file);
            }
        };
    }

    /** Returns what is left of the {@link #capacity}. */
    @Override
    public synchronized long usableBytes(Path directory) {
        return Math.max(0, capacityBytes - usedBytes());
    }

    private boolean forceFails() {
        return forcesUntilFailure >= 0 && --forcesUntilFailure == 0;
    }

    private int number(Path file) throws NoSuchFileException {
        Integer number = names.get(file);
        if (number == null) {
            throw new NoSuchFileException(file.toString());
        }
        return number;
    }

    private SimContent content(Path file) throws IOException {
        return contents.get(number(file));
    }

    private long usedBytes() {
        return names.values().stream()
                .mapToLong(file -> contents.get(file).length())
                .sum();
    }

    /** Applies an operation: the one place where anything changes, now or when the trace is replayed. */
    private void did(SimOperation operation) {
        trace.add(operation);
        switch (operation) {
            case Create(Path file, int _) -> {
                contents.add(new SimContent(new byte[0]));
                renamed(file, operation);
            }
            case Delete(Path file) -> renamed(file, operation);
            case Rename(Path from, Path _, int _) -> renamed(from, operation);
            case ForceDirectory(Path directory, boolean succeeds) -> {
                List<SimOperation> changes = unforcedNames.remove(directory);
                if (changes != null && succeeds) {
                    changes.forEach(change -> rename(forcedNames, change));
                }
            }
            case Write(int file, long at, byte[] bytes) -> contents.get(file).write((int) at, bytes);
            case Truncate(int file, long size) -> contents.get(file).truncate((int) size);
            case Force(int file) -> contents.get(file).force();
            case LostForce(int file) -> contents.get(file).loseForce();
        }
    }

    private void renamed(Path file, SimOperation change) {
        rename(names, change);
        unforcedNames.computeIfAbsent(file.getParent(), _ -> new ArrayList<>()).add(change);
    }

    private static void rename(Map<Path, Integer> names, SimOperation change) {
        switch (change) {
            case Create(Path file, int number) -> names.put(file, number);
            case Delete(Path file) -> names.remove(file);
            case Rename(Path from, Path to, int number) -> {
                names.remove(from);
                names.put(to, number);
            }
            default -> throw new IllegalArgumentException("not of a name: " + change);
        }
    }

    private final class SimFile implements DiskFile {
        private final Path path;
        private final int number;
        private final boolean writable;
        private boolean closed;

        SimFile(Path path, int number, boolean writable) {
            this.path = path;
            this.number = number;
            this.writable = writable;
        }

        @Override
        public Path path() {
            return path;
        }

        @Override
        public int read(ByteBuffer dst, long at) throws IOException {
            synchronized (SimDisk.this) {
                long left = open().length() - at;
                if (left <= 0) {
                    return -1;
                }
                int length = shortened((int) Math.min(left, dst.remaining()));
                open().read((int) at, length, dst);
                return length;
            }
        }

        @Override
        public int write(ByteBuffer src, long at) throws IOException {
            synchronized (SimDisk.this) {
                long growth = Math.max(0, at - open().length());
                long room = capacityBytes - usedBytes() - growth + (open().length() - Math.min(at, open().length()));
                int length = shortened((int) Math.min(room, src.remaining()));
                if (!writable || length <= 0) {
                    throw new FileNotFoundException(
                            path + ": " + (writable ? "No space left on device" : "opened for reading only"));
                }
                byte[] bytes = new byte[length];
                src.get(bytes);
                did(new Write(number, at, bytes));
                return length;
            }
        }

        private int shortened(int length) {
            return shortness == null || length < 2 ? length : 1 + shortness.nextInt(length);
        }

        @Override
        public long size() throws IOException {
            synchronized (SimDisk.this) {
                return open().length();
            }
        }

        @Override
        public void truncate(long size) throws IOException {
            synchronized (SimDisk.this) {
                if (size < open().length()) {
                    did(new Truncate(number, size));
                }
            }
        }

        @Override
        public void force() throws IOException {
            synchronized (SimDisk.this) {
                open();
                if (forceFails()) {
                    did(new LostForce(number));
                    throw new ForceFailedException("could not force " + path + " to disk: simulated", null);
                }
                did(new Force(number));
                Runnable meanwhile = duringForce;
                duringForce = null;
                if (meanwhile != null) {
                    meanwhile.run();
                }
            }
        }

        @Override
        public void close() {
            synchronized (SimDisk.this) {
                closed = true;
            }
        }

        private SimContent open() throws IOException {
            if (closed) {
                throw new IOException(path + " is closed");
            }
            return contents.get(number);
        }
    }
}

package kvs.engine.log;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import kvs.io.Disk;
import kvs.io.DiskFile;
import kvs.protocol.Fact;

/**
 * A disk that says what it is about to do. So a test can do something at any moment in the middle of something else, on
 * the same thread, and needs neither luck nor time.
 */
final class WatchedDisk implements Disk {
    /** What is about to be done to a file, or to the directory. */
    enum Act {
        CREATE,
        READ,
        WRITE,
        TRUNCATE,
        FORCE,
        DELETE,
        RENAME,
        FORCE_DIRECTORY
    }

    @FunctionalInterface
    interface Watcher {
        void before(Act act, Path file) throws IOException;
    }

    private static final Watcher NOBODY = (_, _) -> {};

    /** No test makes as many; a compaction that goes on for ever does. */
    private static final int MOST_SEGMENTS = 200;

    private final Disk disk;
    private int segments;
    private volatile Watcher watcher = NOBODY;

    WatchedDisk(Disk disk) {
        this.disk = disk;
    }

    /** From now on, on whichever thread; whoever watches is not told of what it does itself. */
    void watch(Watcher next) {
        ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> false);
        watcher = (act, file) -> {
            if (!busy.get()) {
                busy.set(true);
                try {
                    next.before(act, file);
                } finally {
                    busy.set(false);
                }
            }
        };
    }

    void watchNoMore() {
        watcher = NOBODY;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        watcher.before(Act.CREATE, file);
        if (file.toString().endsWith(".log")) {
            Fact.when("compact(), or another that makes segments")
                    .usually("what was copied is as stale as what it replaces, so it is compacted again and again")
                    .holds(++segments < MOST_SEGMENTS, "an end", segments + " new segments so far");
        }
        return new Watched(disk.create(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        return new Watched(disk.open(file));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new Watched(disk.openToRead(file));
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        disk.makeDirectory(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        watcher.before(Act.DELETE, file);
        disk.delete(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        watcher.before(Act.RENAME, to);
        disk.rename(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        watcher.before(Act.FORCE_DIRECTORY, directory);
        disk.forceDirectory(directory);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return disk.lock(file);
    }

    private final class Watched implements DiskFile {
        private final DiskFile file;

        Watched(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int read(ByteBuffer dst, long at) throws IOException {
            watcher.before(Act.READ, path());
            return file.read(dst, at);
        }

        @Override
        public int write(ByteBuffer src, long at) throws IOException {
            watcher.before(Act.WRITE, path());
            return file.write(src, at);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            watcher.before(Act.TRUNCATE, path());
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            watcher.before(Act.FORCE, path());
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

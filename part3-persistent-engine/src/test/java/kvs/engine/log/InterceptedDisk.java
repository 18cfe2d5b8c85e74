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
 * A disk that calls a test before each action. The test can then act in the middle of a call, on the same thread, in an
 * order that it controls.
 */
final class InterceptedDisk implements Disk {
    /** What is about to happen to a file or to the directory. */
    enum Action {
        CREATE,
        OPEN,
        READ,
        WRITE,
        TRUNCATE,
        FORCE,
        DELETE,
        RENAME,
        FORCE_DIRECTORY
    }

    @FunctionalInterface
    interface Interceptor {
        void before(Action action, Path file) throws IOException;
    }

    private static final Interceptor NONE = (_, _) -> {};

    /** More than any test needs; a compaction that never ends crosses it. */
    private static final int MAX_SEGMENTS = 200;

    private final Disk disk;
    private int segments;
    private volatile Interceptor interceptor = NONE;

    InterceptedDisk(Disk disk) {
        this.disk = disk;
    }

    /** Calls {@code next} before each action from now on, on the thread that acts; not for its own actions. */
    void beforeEach(Interceptor next) {
        ThreadLocal<Boolean> busy = ThreadLocal.withInitial(() -> false);
        interceptor = (action, file) -> {
            if (!busy.get()) {
                busy.set(true);
                try {
                    next.before(action, file);
                } finally {
                    busy.set(false);
                }
            }
        };
    }

    void stopIntercepting() {
        interceptor = NONE;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        interceptor.before(Action.CREATE, file);
        if (file.toString().endsWith(".log")) {
            Fact.when("compact(), or another call that creates segments")
                    .usually("the copies are as stale as the records that they replace, so they are compacted for ever")
                    .holds(++segments < MAX_SEGMENTS, "it ends", segments + " new segments so far");
        }
        return new Intercepted(disk.create(file));
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        interceptor.before(Action.OPEN, file);
        return new Intercepted(disk.open(file));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        interceptor.before(Action.OPEN, file);
        return new Intercepted(disk.openToRead(file));
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
        interceptor.before(Action.DELETE, file);
        disk.delete(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        interceptor.before(Action.RENAME, to);
        disk.rename(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        interceptor.before(Action.FORCE_DIRECTORY, directory);
        disk.forceDirectory(directory);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        return disk.lock(file);
    }

    @Override
    public Object identity(Path path) throws IOException {
        return disk.identity(path);
    }

    @Override
    public long usableBytes(Path directory) throws IOException {
        return disk.usableBytes(directory);
    }

    private final class Intercepted implements DiskFile {
        private final DiskFile file;

        Intercepted(DiskFile file) {
            this.file = file;
        }

        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int read(ByteBuffer dst, long at) throws IOException {
            interceptor.before(Action.READ, path());
            return file.read(dst, at);
        }

        @Override
        public int write(ByteBuffer src, long at) throws IOException {
            interceptor.before(Action.WRITE, path());
            return file.write(src, at);
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            interceptor.before(Action.TRUNCATE, path());
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            interceptor.before(Action.FORCE, path());
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

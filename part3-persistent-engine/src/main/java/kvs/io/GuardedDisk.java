package kvs.io;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/**
 * The disk of a program that has locked its data directory: before each change of names it checks that the path still leads
 * there ({@link DirectoryLock#check}), and otherwise changes nothing. Files that are open are read and written as ever.
 */
public final class GuardedDisk implements Disk {
    private final Disk disk;
    private final DirectoryLock lock;

    public GuardedDisk(Disk disk, DirectoryLock lock) {
        this.disk = disk;
        this.lock = lock;
    }

    @Override
    public DiskFile create(Path file) throws IOException {
        lock.check();
        return disk.create(file);
    }

    @Override
    public DiskFile open(Path file) throws IOException {
        lock.check();
        return disk.open(file);
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return disk.openToRead(file);
    }

    @Override
    public List<String> list(Path directory) throws IOException {
        return disk.list(directory);
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        lock.check();
        disk.makeDirectory(directory);
    }

    @Override
    public void delete(Path file) throws IOException {
        lock.check();
        disk.delete(file);
    }

    @Override
    public void rename(Path from, Path to) throws IOException {
        lock.check();
        disk.rename(from, to);
    }

    @Override
    public void forceDirectory(Path directory) throws IOException {
        disk.forceDirectory(directory);
    }

    @Override
    public Closeable lock(Path file) throws IOException {
        lock.check();
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
}

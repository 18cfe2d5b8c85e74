package kvs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The disk, and its files with all optimisations. */
class RealDiskTest extends DiskFileContract {
    private final Disk disk = new RealDisk();

    @Override
    DiskFile create(Path path) throws IOException {
        return disk.create(path);
    }

    @Test
    void makes_lists_renames_and_deletes() throws IOException {
        Path deep = directory.resolve("x").resolve("y");
        disk.makeDirectory(deep);
        disk.create(deep.resolve("b")).close();
        disk.create(deep.resolve("a")).close();
        assertThatThrownBy(() -> disk.create(deep.resolve("a"))).isInstanceOf(FileAlreadyExistsException.class);
        assertThat(disk.list(deep)).containsExactly("a", "b");
        disk.rename(deep.resolve("a"), deep.resolve("b"));
        disk.forceDirectory(deep);
        assertThat(disk.list(deep)).containsExactly("b");
        disk.delete(deep.resolve("b"));
        disk.delete(deep.resolve("b"));
        assertThat(disk.list(deep)).isEmpty();
        assertThat(disk.list(directory.resolve("nowhere"))).isEmpty();
    }

    @Test
    void tells_how_much_room_there_is() throws IOException {
        assertThat(disk.usableBytes(directory))
                .isPositive()
                .isLessThanOrEqualTo(Files.getFileStore(directory).getTotalSpace());
        assertThatThrownBy(() -> disk.usableBytes(directory.resolve("nowhere")))
                .isInstanceOf(NoSuchFileException.class);
    }

    @Test
    void rejects_a_second_lock_until_the_first_is_released() throws IOException {
        Path lock = directory.resolve("lock");
        try (Closeable _ = disk.lock(lock)) {
            assertThatThrownBy(() -> new RealDisk().lock(directory.resolve(".").resolve("lock")))
                    .hasMessageEndingWith("is in use: this process has opened it already; close it first");
        }
        disk.lock(lock).close();
    }

    @Test
    void a_failed_second_lock_does_not_release_the_first() throws Exception {
        Path lock = directory.resolve("lock");
        try (Closeable _ = disk.lock(lock)) {
            assertThatThrownBy(() -> disk.lock(lock)).isInstanceOf(IOException.class);
            assertThat(lockElsewhere(lock))
                    .isEqualTo(directory
                            + " is in use by another process; stop that process, or choose another directory");
        }
        assertThat(lockElsewhere(lock)).isEqualTo("locked");
    }

    private static String lockElsewhere(Path lock) throws Exception {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Locker.class.getName(),
                        lock.toString())
                .redirectErrorStream(true)
                .start();
        try (var out = other.inputReader()) {
            String line = out.readLine();
            other.waitFor();
            return line;
        }
    }

    /** The other process. */
    static final class Locker {
        private Locker() {}

        public static void main(String[] lock) {
            try (Closeable _ = new RealDisk().lock(Path.of(lock[0]))) {
                System.out.println("locked");
            } catch (IOException e) {
                System.out.println(e.getMessage());
            }
        }
    }
}

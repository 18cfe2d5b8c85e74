package kvs.io;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The disk, and its files with all optimisations. */
@Execution(ExecutionMode.CONCURRENT)
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
    void leaves_out_the_names_that_file_systems_make() throws IOException {
        for (String name : List.of(
                "lost+found",
                ".nfs0000000000e2a1b500000003",
                ".fuse_hidden0000004e00000001",
                ".snapshot",
                ".nfs",
                "a")) {
            disk.create(directory.resolve(name)).close();
        }
        assertThat(disk.list(directory)).containsExactly(".nfs", "a");
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
    void tells_a_file_from_another_of_the_same_name() throws IOException {
        Path file = directory.resolve("a");
        try (DiskFile _ = disk.create(file)) {
            Object identity = disk.identity(file);
            assertThat(disk.identity(directory)).isNotEqualTo(identity);
            disk.rename(file, directory.resolve("b"));
            assertThat(disk.identity(directory.resolve("b"))).isEqualTo(identity);
            assertThatThrownBy(() -> disk.identity(file)).isInstanceOf(NoSuchFileException.class);
            disk.create(file).close();
            assertThat(disk.identity(file)).isNotEqualTo(identity);
        }
    }

    /** An interruption closes the channel, and the file is opened again: the name must still be its own. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, an open file cannot be renamed")
    void an_interrupted_reader_does_not_read_another_file_of_the_same_name() throws Exception {
        Path file = directory.resolve("a");
        try (DiskFile ours = create(file)) {
            ours.write(ByteBuffer.wrap(new byte[4096]), 0);
            disk.rename(file, directory.resolve("b"));
            Files.write(file, new byte[] {1});
            FutureTask<Integer> reader = new FutureTask<>(() -> {
                while (true) {
                    ByteBuffer in = ByteBuffer.allocate(4096);
                    ours.readFully(in, 0);
                    if (in.get(0) != 0) {
                        return (int) in.get(0);
                    }
                }
            });
            Thread interrupted = Thread.ofPlatform().start(reader);
            while (!reader.isDone()) {
                interrupted.interrupt();
            }
            assertThatThrownBy(reader::get)
                    .hasStackTraceContaining(file + " is another file now than the one that was opened");
        }
    }

    /** Forces have a channel of their own, which is opened before the first write. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, an open file cannot be renamed")
    void a_force_is_not_that_of_another_file_of_the_same_name() throws IOException {
        Path file = directory.resolve("a");
        try (RealFile real = new RealFile(file, Set.of(CREATE, READ, WRITE))) {
            disk.rename(file, directory.resolve("b"));
            disk.create(file).close();
            assertThatThrownBy(() -> real.write(ByteBuffer.allocate(1), 0))
                    .hasStackTraceContaining("is another file now than the one that was opened");
        }
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

package kvs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RealDiskTest {
    private final Disk disk = new RealDisk();

    @TempDir
    private Path directory;

    @Test
    void reads_what_was_written_where_it_was_written() throws IOException {
        try (DiskFile file = disk.create(directory.resolve("a"))) {
            assertThat(file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 5)).isEqualTo(3);
            file.force();
            ByteBuffer in = ByteBuffer.allocate(3);
            file.readFully(in, 5);
            assertThat(in.array()).containsExactly(1, 2, 3);
            assertThat(file.size()).isEqualTo(8);
            file.truncate(6);
            assertThat(file.size()).isEqualTo(6);
            assertThat(file.read(ByteBuffer.allocate(1), 6)).isEqualTo(-1);
        }
    }

    @Test
    void says_what_is_missing_when_a_file_ends_too_soon() throws IOException {
        Path path = directory.resolve("a");
        try (DiskFile file = disk.create(path)) {
            file.write(ByteBuffer.wrap(new byte[3]), 0);
            assertThatThrownBy(() -> file.readFully(ByteBuffer.allocate(10), 1))
                    .isInstanceOf(EOFException.class)
                    .hasMessage(path + ": expected 10 bytes at offset 1, found 2, then the end of the file");
        }
    }

    @Test
    void reads_and_writes_more_than_the_heap_should_lend() throws IOException {
        byte[] large = new byte[3_000_000];
        large[2_999_999] = 7;
        try (DiskFile file = disk.create(directory.resolve("large"))) {
            ByteBuffer src = ByteBuffer.wrap(large);
            int first = file.write(src, 0);
            assertThat(first).isLessThanOrEqualTo(1 << 20).isEqualTo(src.position());
            while (src.hasRemaining()) {
                file.write(src, src.position());
            }
            ByteBuffer in = ByteBuffer.allocate(large.length);
            file.readFully(in, 0);
            assertThat(in.array()).isEqualTo(large);
        }
    }

    /** Short appends go into a window of memory, long ones do not, and neither may meet the other's bytes. */
    @Test
    void a_file_holds_what_an_array_would() throws IOException {
        for (int seed = 0; seed < 4; seed++) {
            Random random = new Random(seed);
            Path path = directory.resolve("model" + seed);
            byte[] model = new byte[12 << 20];
            int size = 0;
            try (DiskFile file = disk.create(path)) {
                for (int step = 0; step < 3_000; step++) {
                    int what = random.nextInt(1_000);
                    if (what < 2) {
                        size -= random.nextInt(Math.min(size, 5_000) + 1);
                        file.truncate(size);
                    } else if (what < 4) {
                        file.force();
                    } else if (what < 50) {
                        int from = random.nextInt(size + 1);
                        expectSame(model, file, from, Math.min(size, from + random.nextInt(50_000)));
                    } else {
                        int length = what < 80 ? 10_000 + random.nextInt(100_000) : 1 + random.nextInt(300);
                        size = append(model, file, size, length, random);
                    }
                    assertThat(file.size()).isEqualTo(size);
                }
                expectSame(model, file, 0, size);
            }
            assertThat(Files.readAllBytes(path)).isEqualTo(Arrays.copyOf(model, size));
        }
    }

    /** The zeros for the next window are written by another thread, just then. */
    @Test
    void a_long_write_behind_short_ones_keeps_its_bytes() throws IOException {
        byte[] ones = new byte[2 << 20];
        Arrays.fill(ones, (byte) 1);
        ByteBuffer src = ByteBuffer.allocateDirect(ones.length).put(ones).flip();
        byte[] model = new byte[40 << 20];
        Arrays.fill(model, (byte) 1);
        int size = 0;
        Path path = directory.resolve("long");
        try (DiskFile file = disk.create(path)) {
            for (int round = 0; round < 8; round++) {
                int behind = (size / (1 << 20) + 2) << 20;
                while (size < behind) {
                    size += file.write(src.limit(15_000).rewind(), size);
                }
                for (src.clear(); src.hasRemaining(); ) {
                    size += file.write(src, size);
                }
            }
            expectSame(model, file, 0, size);
        }
        assertThat(path).hasSize(size);
    }

    private static int append(byte[] model, DiskFile file, int size, int length, Random random) throws IOException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        System.arraycopy(bytes, 0, model, size, length);
        ByteBuffer src = ByteBuffer.allocateDirect(length).put(bytes).flip();
        int at = size;
        while (src.hasRemaining()) {
            at += file.write(src, at);
        }
        return at;
    }

    private static void expectSame(byte[] model, DiskFile file, int from, int to) throws IOException {
        ByteBuffer in = ByteBuffer.allocate(to - from);
        file.readFully(in, from);
        assertThat(Arrays.mismatch(in.array(), 0, to - from, model, from, to))
                .as("first byte of %d to %d that is not what was written".formatted(from, to))
                .isEqualTo(-1);
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
    void an_interrupted_reader_reads_on_and_closes_the_file_for_nobody() throws IOException {
        try (DiskFile file = disk.create(directory.resolve("a"))) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            Thread.currentThread().interrupt();
            ByteBuffer in = ByteBuffer.allocate(3);
            file.readFully(in, 0);
            file.write(ByteBuffer.wrap(new byte[] {4}), 3);
            file.force();
            assertThat(Thread.interrupted())
                    .as("the interruption is kept for its addressee")
                    .isTrue();
            assertThat(in.array()).containsExactly(1, 2, 3);
            file.readFully(in.clear(), 1);
            assertThat(in.array()).containsExactly(2, 3, 4);
        }
    }

    @Test
    void readers_under_fire_get_their_bytes() throws Exception {
        byte[] expected = new byte[4096];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31);
        }
        try (DiskFile file = disk.create(directory.resolve("a"))) {
            file.write(ByteBuffer.wrap(expected), 0);
            CountDownLatch ready = new CountDownLatch(2);
            FutureTask<Integer> target = reader(file, expected, ready);
            FutureTask<Integer> bystander = reader(file, expected, ready);
            Thread shot = Thread.ofPlatform().start(target);
            Thread.ofPlatform().start(bystander);
            ready.await();
            while (!target.isDone()) {
                shot.interrupt();
            }
            assertThat(target.get()).isEqualTo(2000);
            assertThat(bystander.get()).isEqualTo(2000);
        }
    }

    @Test
    void a_file_that_is_closed_interrupts_nobody_who_reads_it() throws Exception {
        for (int round = 0; round < 50; round++) {
            DiskFile file = disk.create(directory.resolve("a" + round));
            file.write(ByteBuffer.wrap(new byte[1 << 20]), 0);
            CountDownLatch reading = new CountDownLatch(1);
            FutureTask<Boolean> reader = new FutureTask<>(() -> {
                ByteBuffer in = ByteBuffer.allocate(1 << 20);
                reading.countDown();
                try {
                    while (true) {
                        file.readFully(in.clear(), 0);
                    }
                } catch (IOException _) {
                    return Thread.interrupted();
                }
            });
            Thread.ofPlatform().start(reader);
            reading.await();
            file.close();
            assertThat(reader.get())
                    .as("somebody has interrupted the thread that was reading the file when it was closed")
                    .isFalse();
            disk.delete(file.path());
        }
    }

    private static FutureTask<Integer> reader(DiskFile file, byte[] expected, CountDownLatch ready) {
        return new FutureTask<>(() -> {
            ready.countDown();
            int same = 0;
            for (int i = 0; i < 2000; i++) {
                ByteBuffer in = ByteBuffer.allocate(expected.length);
                file.readFully(in, 0);
                same += Arrays.equals(in.array(), expected) ? 1 : 0;
            }
            return same;
        });
    }

    @Test
    void refuses_a_second_lock_in_this_process_and_gives_it_after_the_first() throws IOException {
        Path lock = directory.resolve("lock");
        try (Closeable _ = disk.lock(lock)) {
            assertThatThrownBy(() -> new RealDisk().lock(directory.resolve(".").resolve("lock")))
                    .hasMessageEndingWith("is in use: this process has opened it already");
        }
        disk.lock(lock).close();
    }

    @Test
    void keeps_the_lock_against_another_process_though_a_second_caller_here_failed() throws Exception {
        Path lock = directory.resolve("lock");
        try (Closeable _ = disk.lock(lock)) {
            assertThatThrownBy(() -> disk.lock(lock)).isInstanceOf(IOException.class);
            assertThat(lockElsewhere(lock)).isEqualTo(directory + " is in use by another process");
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

    @Test
    void a_closed_file_stays_closed() throws IOException {
        DiskFile file = disk.create(directory.resolve("a"));
        file.close();
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        assertThat(Files.size(file.path())).isZero();
    }
}

package kvs.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a {@link DiskFile} of this machine does, with each optimisation and without. */
abstract class DiskFileContract {

    @TempDir
    Path directory;

    /** Creates the file, and opens it for reading and writing. */
    abstract DiskFile create(Path path) throws IOException;

    @Test
    void reads_what_was_written_where_it_was_written() throws IOException {
        try (DiskFile file = create(directory.resolve("a"))) {
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
    void reads_what_is_in_memory_as_it_would_read_it_from_the_disk() throws IOException {
        byte[] random = new byte[1 << 20];
        new Random(9).nextBytes(random);
        try (DiskFile file = create(directory.resolve("a"))) {
            for (int at = 0; at < random.length; at += 1 << 16) {
                file.write(ByteBuffer.wrap(random, at, 1 << 16), at);
                for (int from = 0; from <= at; from += 50_000) {
                    ByteBuffer cached = ByteBuffer.allocate(1_000);
                    boolean read = file.readCached(cached, from);
                    assertThat(cached.position()).isEqualTo(read ? 1_000 : 0);
                    assertThat(cached.array())
                            .isEqualTo(read ? Arrays.copyOfRange(random, from, from + 1_000) : new byte[1_000]);
                    file.readFully(ByteBuffer.allocate(1_000), from);
                }
            }
            assertThat(file.readCached(ByteBuffer.allocate(2), random.length - 1))
                    .as("past the end")
                    .isFalse();
        }
    }

    @Test
    void says_what_is_missing_when_a_file_ends_too_soon() throws IOException {
        Path path = directory.resolve("a");
        try (DiskFile file = create(path)) {
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
        try (DiskFile file = create(directory.resolve("large"))) {
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
            try (DiskFile file = create(path)) {
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
    void a_long_write_after_short_ones_keeps_its_bytes() throws IOException {
        byte[] ones = new byte[2 << 20];
        Arrays.fill(ones, (byte) 1);
        ByteBuffer src = ByteBuffer.allocateDirect(ones.length).put(ones).flip();
        byte[] model = new byte[40 << 20];
        Arrays.fill(model, (byte) 1);
        int size = 0;
        Path path = directory.resolve("long");
        try (DiskFile file = create(path)) {
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
    void an_interruption_neither_ends_a_read_nor_closes_the_file() throws IOException {
        try (DiskFile file = create(directory.resolve("a"))) {
            file.write(ByteBuffer.wrap(new byte[] {1, 2, 3}), 0);
            Thread.currentThread().interrupt();
            ByteBuffer in = ByteBuffer.allocate(3);
            file.readFully(in, 0);
            file.write(ByteBuffer.wrap(new byte[] {4}), 3);
            file.force();
            assertThat(Thread.interrupted())
                    .as("the thread that was interrupted sees that it was")
                    .isTrue();
            assertThat(in.array()).containsExactly(1, 2, 3);
            file.readFully(in.clear(), 1);
            assertThat(in.array()).containsExactly(2, 3, 4);
        }
    }

    @Test
    void interrupted_readers_get_their_bytes() throws Exception {
        byte[] expected = new byte[4096];
        for (int i = 0; i < expected.length; i++) {
            expected[i] = (byte) (i * 31);
        }
        try (DiskFile file = create(directory.resolve("a"))) {
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
    void closing_a_file_does_not_interrupt_its_readers() throws Exception {
        for (int round = 0; round < 50; round++) {
            DiskFile file = create(directory.resolve("a" + round));
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
                    .as("the thread that was reading the file when it was closed has been interrupted")
                    .isFalse();
            Files.delete(file.path());
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
    void a_closed_file_stays_closed() throws IOException {
        DiskFile file = create(directory.resolve("a"));
        file.close();
        assertThatThrownBy(() -> file.read(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(() -> file.write(ByteBuffer.allocate(1), 0)).isInstanceOf(IOException.class);
        assertThatThrownBy(file::force).isInstanceOf(IOException.class);
        assertThat(Files.size(file.path())).isZero();
    }
}

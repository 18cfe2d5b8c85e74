package kvs.io;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** A file system that maps no files: it does all that others do, by calls, and the log says so once. */
class UnmappableFileTest extends DiskFileContract {
    private static final Logger LOGGER = (Logger) LoggerFactory.getLogger(RealDisk.class);

    private final AtomicInteger refusals = new AtomicInteger();
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    private final RealDisk disk = new RealDisk(new Mappings((file, _, _, _) -> {
        refusals.incrementAndGet();
        throw new IOException(file.path() + ": No such device");
    }));

    @BeforeEach
    void capture() {
        log.start();
        LOGGER.setLevel(Level.WARN);
        LOGGER.setAdditive(false);
        LOGGER.addAppender(log);
    }

    @AfterEach
    void stopCapturing() {
        LOGGER.detachAppender(log);
        LOGGER.setAdditive(true);
        LOGGER.setLevel(null);
    }

    @Override
    DiskFile create(Path path) throws IOException {
        return disk.create(path);
    }

    @Test
    void writes_and_reads_three_mebibytes_in_short_pieces() throws IOException {
        appendAndRead(disk);
        assertThat(log.list).hasSize(1);
        assertThat(log.list.getFirst().getFormattedMessage())
                .contains("cannot be mapped into memory")
                .contains("No such device")
                .contains("by calls");
        // A system that refuses is asked once by each open file and purpose, and not for each record.
        assertThat(refusals.get()).isBetween(1, 3);
    }

    @Test
    void goes_on_without_memory_for_another_mapping() throws IOException {
        AtomicInteger left = new AtomicInteger(3);
        appendAndRead(new RealDisk(new Mappings((file, toWrite, start, end) -> {
            if (left.decrementAndGet() < 0) {
                throw new OutOfMemoryError("Map failed");
            }
            return file.map(toWrite, start, end);
        })));
        assertThat(log.list).hasSize(1);
    }

    /** The zeros of a window take more room than a record. */
    @Test
    void appends_a_record_where_a_window_finds_no_room() throws IOException {
        Path path = directory.resolve("full");
        int room = 20_000;
        RealFile real = new RealFile(Files.createFile(path), Set.of(READ, WRITE));
        DiskFile small = new SmallFile(real, 100_000 + room);
        try (DiskFile file = new AppendWindow(small, real, new Mappings(RealFile::map))) {
            byte[] start = new byte[100_000];
            for (ByteBuffer src = ByteBuffer.wrap(start); src.hasRemaining(); ) {
                file.write(src, src.position());
            }
            ByteBuffer record = ByteBuffer.allocateDirect(100);
            for (int i = 0; i < room / 100; i++) {
                assertThat(file.write(record.rewind(), 100_000 + 100L * i)).isEqualTo(100);
            }
            assertThat(file.size()).isEqualTo(100_000 + room);
            ByteBuffer in = ByteBuffer.allocate(100);
            file.readFully(in, 100_000 + room - 100L);
        }
        assertThat(path).hasSize(100_000 + room);
    }

    private void appendAndRead(Disk disk) throws IOException {
        Path path = directory.resolve("pieces");
        byte[] expected = new byte[3 << 20];
        new Random(7).nextBytes(expected);
        ByteBuffer piece = ByteBuffer.allocateDirect(1000);
        try (DiskFile file = disk.create(path)) {
            int at = 0;
            while (at < expected.length) {
                int length = Math.min(1000, expected.length - at);
                piece.clear().put(expected, at, length).flip();
                while (piece.hasRemaining()) {
                    at += file.write(piece, at);
                }
                if (at % 100_000 == 0) {
                    ByteBuffer in = ByteBuffer.allocate(1000);
                    file.readFully(in, at - 1000L);
                }
            }
            ByteBuffer all = ByteBuffer.allocate(expected.length);
            file.readFully(all, 0);
            assertThat(all.array()).isEqualTo(expected);
        }
        try (DiskFile file = disk.openToRead(path)) {
            ByteBuffer all = ByteBuffer.allocate(expected.length);
            file.readFully(all, 0);
            assertThat(all.array()).isEqualTo(expected);
        }
    }

    /** A file on a disk that is full when the file has {@code capacity} bytes. */
    private record SmallFile(DiskFile file, long capacity) implements DiskFile {
        @Override
        public Path path() {
            return file.path();
        }

        @Override
        public int read(ByteBuffer dst, long at) throws IOException {
            return file.read(dst, at);
        }

        @Override
        public int write(ByteBuffer src, long at) throws IOException {
            int length = (int) Math.min(src.remaining(), capacity - at);
            if (length <= 0) {
                throw new IOException(path() + ": No space left on device");
            }
            int limit = src.limit();
            try {
                return file.write(src.limit(src.position() + length), at);
            } finally {
                src.limit(limit);
            }
        }

        @Override
        public long size() throws IOException {
            return file.size();
        }

        @Override
        public void truncate(long size) throws IOException {
            file.truncate(size);
        }

        @Override
        public void force() throws IOException {
            file.force();
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}

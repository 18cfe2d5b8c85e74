package kvs.io;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The file with mapped reads, and without a window for appends. */
class MappedFileTest extends DiskFileContract {
    @Override
    DiskFile create(Path path) throws IOException {
        RealFile file = new RealFile(Files.createFile(path), Set.of(READ, WRITE));
        return new MappedFile(file, new Mappings(RealFile::map));
    }

    /** A hole in a file is in no page of memory until it is read for the first time. */
    @Test
    void what_is_on_disk_alone_is_not_read_as_if_it_were_in_memory() throws IOException {
        int hole = 8 << 20;
        try (DiskFile file = create(directory.resolve("sparse"))) {
            file.write(ByteBuffer.allocate(1), 2L * hole);
            // The file is mapped by this.
            file.readFully(ByteBuffer.allocate(1), 2L * hole);
            assertThat(file.readCached(ByteBuffer.allocate(100), hole)).isFalse();
            file.readFully(ByteBuffer.allocate(100), hole);
            // Elsewhere the JDK does not know.
            assertThat(file.readCached(ByteBuffer.allocate(100), hole)).isEqualTo(AppendWindow.isSupported());
        }
    }
}

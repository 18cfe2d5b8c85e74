package kvs.io;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The file with mapped reads, and without a window for appends. */
class MappedFileTest extends DiskFileContract {
    @Override
    DiskFile create(Path path) throws IOException {
        RealFile file = new RealFile(Files.createFile(path), Set.of(READ, WRITE));
        return new MappedFile(file, new Mappings(RealFile::map));
    }
}

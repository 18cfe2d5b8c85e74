package kvs.io;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The plain file, without any optimisation. */
class RealFileTest extends DiskFileContract {
    @Override
    DiskFile create(Path path) throws IOException {
        return new RealFile(Files.createFile(path), Set.of(READ, WRITE));
    }
}

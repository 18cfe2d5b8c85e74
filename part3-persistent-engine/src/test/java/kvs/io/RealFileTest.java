package kvs.io;

import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The plain file, without any optimisation. */
@Execution(ExecutionMode.CONCURRENT)
class RealFileTest extends DiskFileContract {
    /** The system reads no directory as a file, and says so in three words. */
    @Test
    @DisabledOnOs(value = OS.WINDOWS, disabledReason = "there, a directory cannot be opened as a file")
    void an_error_names_operation_file_and_offset() throws IOException {
        try (RealFile file = new RealFile(directory, Set.of(READ))) {
            assertThatThrownBy(() -> file.read(ByteBuffer.allocate(7), 5))
                    .hasMessage("could not read " + directory + " at offset 5")
                    .cause()
                    .isInstanceOf(IOException.class);
        }
    }

    @Override
    DiskFile create(Path path) throws IOException {
        return new RealFile(Files.createFile(path), Set.of(READ, WRITE));
    }
}

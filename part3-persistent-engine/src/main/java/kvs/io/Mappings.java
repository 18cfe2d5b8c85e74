package kvs.io;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Maps files into memory where that is possible. Some file systems refuse it (ENODEV), and the system limits how many
 * mappings a process has (ENOMEM). Reads and writes by calls do the same then, so it is logged once and is no failure.
 *
 * <p><b>Threads.</b> Any.
 */
final class Mappings {
    private static final Logger LOG = LoggerFactory.getLogger(RealDisk.class);

    /** Maps bytes {@code start} to {@code end} of a file, which has them. */
    @FunctionalInterface
    interface Mapper {
        Mapping map(RealFile file, boolean toWrite, long start, long end) throws IOException;
    }

    private final Mapper mapper;

    /** Whether the log has been told that files cannot be mapped. */
    private final AtomicBoolean told = new AtomicBoolean();

    Mappings(Mapper mapper) {
        this.mapper = mapper;
    }

    /** Maps bytes {@code start} to {@code end} of a file, which has them; returns null if that is not possible. */
    @Nullable
    Mapping map(RealFile file, boolean toWrite, long start, long end) {
        try {
            return mapper.map(file, toWrite, start, end);
        } catch (IOException | OutOfMemoryError | UnsupportedOperationException e) {
            if (told.compareAndSet(false, true)) {
                LOG.warn(
                        "{} cannot be mapped into memory ({}); it is read and written by calls instead, which is slower",
                        file.path(),
                        e.toString());
            }
            return null;
        }
    }
}

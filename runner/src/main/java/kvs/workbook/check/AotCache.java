package kvs.workbook.check;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;

/**
 * Makes the ahead-of-time cache of a worker's JVM (JEP 514): classes of JUnit, jqwik and AssertJ loaded and linked,
 * which is most of what a cold check would wait for.
 *
 * <p>A training run is a real run. The JVM writes the cache as it ends, in a second process; that takes seconds.
 * A cache belongs to one JDK and one class path, times and sizes of the jars included.
 */
public final class AotCache {

    private AotCache() {}

    /**
     * Runs the request once or more in a JVM in training.
     *
     * @param cache written only when it is complete; its directory must exist
     * @return whether there is a cache now; when not, everything works without one, slower
     * @throws IOException when the directory cannot be written to or the JVM does not start
     */
    public static boolean train(JvmCommand command, WorkRequest request, Path cache, Duration limit)
            throws IOException, InterruptedException {
        Path unfinished = Files.createTempFile(cache.toAbsolutePath().getParent(), "unfinished", ".aot");
        Files.delete(unfinished);
        try (WorkerProcess worker = WorkerProcess.start(command, command.training(unfinished))) {
            worker.run(request, _ -> {});
            worker.run(request, _ -> {});
            if (!worker.usable() || !worker.finish(limit) || !Files.exists(unfinished)) {
                return false;
            }
            move(unfinished, cache);
            return true;
        } finally {
            Files.deleteIfExists(unfinished);
            // What JDK 25 leaves when it is stopped half way.
            Files.deleteIfExists(unfinished.resolveSibling(unfinished.getFileName() + ".config"));
        }
    }

    private static void move(Path from, Path to) throws IOException {
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(from, to, StandardCopyOption.REPLACE_EXISTING);
        }
    }
}

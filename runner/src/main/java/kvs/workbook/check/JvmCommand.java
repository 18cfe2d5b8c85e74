package kvs.workbook.check;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How a worker's JVM is started.
 *
 * @param javaHome a JDK 25
 * @param classPath this program and the libraries of the tests, jars only where there is a cache; not the course's jars
 * @param aotCache made by {@link AotCache} for this very class path; one that is missing or stale is not used, silently
 * @param heapMebibytes the largest heap
 * @param directory where the worker runs
 * @param options more options for the JVM
 */
public record JvmCommand(
        Path javaHome,
        List<Path> classPath,
        Optional<Path> aotCache,
        int heapMebibytes,
        Path directory,
        List<String> options) {

    public JvmCommand {
        classPath = List.copyOf(classPath);
        options = List.copyOf(options);
    }

    /** With the JDK that this program runs on, 512 MiB of heap, in the current directory. */
    public static JvmCommand of(List<Path> classPath, Optional<Path> aotCache) {
        return new JvmCommand(
                Path.of(System.getProperty("java.home")), classPath, aotCache, 512, Path.of(""), List.of());
    }

    List<String> worker() {
        List<String> cache = aotCache.filter(Files::isReadable)
                .map(file -> List.of("-XX:AOTCache=" + file))
                .orElse(List.of());
        return command(cache);
    }

    List<String> training(Path newCache) {
        return command(List.of("-XX:AOTCacheOutput=" + newCache));
    }

    private List<String> command(List<String> cache) {
        List<String> command = new ArrayList<>();
        command.add(javaHome.resolve("bin").resolve("java").toString());
        command.addAll(cache);
        command.addAll(List.of(
                "-Xmx" + heapMebibytes + "m",
                // As Maven runs tests, so that both come to the same verdict.
                "-ea",
                // A short life: one collector thread, and no second compiler that takes a core from the tests.
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                // Standard output is for frames, and a learner needs no advice on class data sharing or core dumps.
                "-Xlog:disable",
                "-XX:+DisplayVMOutputToStderr",
                "-XX:+SuppressFatalErrorMessage",
                "-XX:-UsePerfData"));
        command.addAll(options);
        command.add("-cp");
        command.add(classPath.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator)));
        command.add(Worker.class.getName());
        return command;
    }
}

package kvs.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import kvs.protocol.Codec;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The programs as people start them: {@code bin/kvs-server} and {@code bin/kvs-client}, each run a process of its own.
 * They start with the classes of these tests' own build ({@code KVS_CLASS_PATH}), so that nothing has to be packaged.
 *
 * @param bin where the launchers are
 * @param classPath what the programs are made of
 * @param directory where they run
 */
record Programs(Path bin, String classPath, Path directory) {
    private static final boolean WINDOWS = File.separatorChar == '\\';

    /** The programs without these tests, whose configuration of the log is another one. */
    private static final String CLASS_PATH = Stream.of(
                    KvsServer.class,
                    Codec.class,
                    ByteBuf.class,
                    ReferenceCounted.class,
                    LoggerFactory.class,
                    LoggerContext.class,
                    Context.class,
                    CommandLine.class)
            .map(Programs::home)
            .distinct()
            .collect(Collectors.joining(File.pathSeparator));

    /** The launchers of this repository, run in {@code directory}. */
    static Programs in(Path directory) {
        return new Programs(root().resolve("bin"), CLASS_PATH, directory);
    }

    /** With other launchers. */
    Programs from(Path bin) {
        return new Programs(bin, classPath, directory);
    }

    /** With classes in front of the programs' own. */
    Programs with(Path classes) {
        return new Programs(bin, classes + File.pathSeparator + classPath, directory);
    }

    /** With what these classes are in: what a later part adds to the programs. */
    Programs with(Class<?>... types) {
        Programs programs = this;
        for (Class<?> type : types) {
            programs = programs.with(Path.of(home(type)));
        }
        return programs;
    }

    /** The directory or jar that a class is in. */
    private static String home(Class<?> type) {
        try {
            return Path.of(type.getProtectionDomain()
                            .getCodeSource()
                            .getLocation()
                            .toURI())
                    .toString();
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The root of the repository: the nearest directory above that has the launchers. */
    static Path root() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            if (Files.exists(at.resolve("bin/launch.sh"))) {
                return at;
            }
        }
        throw new IllegalStateException("there is no bin/launch.sh in " + here + " or above");
    }

    Typed client(String... words) {
        return run("kvs-client", words);
    }

    Typed server(String... words) {
        return run("kvs-server", words);
    }

    /** Any of the programs, to its end. */
    Typed run(String program, String... words) {
        try {
            Process process = start(program, words);
            process.getOutputStream().close();
            FutureTask<byte[]> err =
                    new FutureTask<>(() -> process.getErrorStream().readAllBytes());
            Thread.ofVirtual().start(err);
            byte[] out = process.getInputStream().readAllBytes();
            return new Typed(process.waitFor(), text(out), text(err.get()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }

    /** A server that listens. */
    Launched serve(String... words) throws IOException {
        return new Launched(start("kvs-server", words));
    }

    /** A program that runs. Who starts it ends it. */
    Process start(String program, String... words) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(bin.resolve(WINDOWS ? program + ".cmd" : program).toString());
        command.addAll(List.of(words));
        ProcessBuilder builder = new ProcessBuilder(command).directory(directory.toFile());
        var environment = builder.environment();
        environment.put("KVS_CLASS_PATH", classPath);
        environment.put("WORKBOOK_JDK", System.getProperty("java.home"));
        // A JVM says on standard error that it has read these.
        environment.remove("JAVA_TOOL_OPTIONS");
        environment.remove("JDK_JAVA_OPTIONS");
        return builder.start();
    }
}

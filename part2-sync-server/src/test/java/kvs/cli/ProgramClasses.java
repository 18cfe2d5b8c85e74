package kvs.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import kvs.protocol.Codec;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The class path of the programs: the classes of this build, without the tests, which have another log configuration.
 *
 * <p>The tests start them about forty times, and a start spends most of its time on loading classes. So the first run
 * of each program writes an archive of the classes it has loaded (JEP 350), and the others start from that. An archive
 * needs jars. With a JDK that writes none, the programs start without.
 *
 * @param classPath jars alone
 * @param directory holds the archives
 * @param use the JVM's option for an archive
 */
record ProgramClasses(String classPath, Path directory, String use) {
    private static final String RECORD = "-XX:ArchiveClassesAtExit=";
    private static final String REPLAY = "-XX:SharedArchiveFile=";

    /** Created at the first use in this JVM. */
    private static final class Made {
        private static final ProgramClasses CLASSES = make();
    }

    static ProgramClasses made() {
        return Made.CLASSES;
    }

    /** Returns an option for the JVM of {@code program}. */
    String option(String program) {
        return use + directory.resolve(program + ".jsa");
    }

    private static ProgramClasses make() {
        try {
            Path target = home(KvsServer.class).getParent();
            Path directory = Files.createTempDirectory(target, "programs");
            ofThisRun(directory);
            List<String> jars = new ArrayList<>();
            for (Path home : homes()) {
                jars.add(
                        Files.isDirectory(home) ? jar(home, directory.resolve(jars.size() + ".jar")) : home.toString());
            }
            String classPath = String.join(File.pathSeparator, jars);
            record(new ProgramClasses(classPath, directory, RECORD));
            return new ProgramClasses(classPath, directory, REPLAY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Runs a server and a client of it. */
    private static void record(ProgramClasses recording) throws IOException, InterruptedException {
        Programs programs = Programs.in(recording.directory);
        try (ServerProcess server = programs.serve(recording, "--addr", "127.0.0.1:0")) {
            programs.start(recording, "kvs-client", "get", "key", "--addr", server.address())
                    .waitFor();
            CliResult.of(new KvsClient(), "shutdown", "--addr", server.address());
            server.awaitEnd();
        }
        ofThisRun(Path.of(recording.directory.resolve("kvs-server") + ".jsa"));
        ofThisRun(Path.of(recording.directory.resolve("kvs-client") + ".jsa"));
    }

    private static List<Path> homes() {
        return Stream.of(
                        KvsServer.class,
                        Codec.class,
                        ByteBuf.class,
                        ReferenceCounted.class,
                        LoggerFactory.class,
                        LoggerContext.class,
                        Context.class,
                        CommandLine.class)
                .map(ProgramClasses::home)
                .distinct()
                .toList();
    }

    /** Returns the directory or jar of a class. */
    static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String jar(Path classes, Path jar) throws IOException {
        try (Stream<Path> all = Files.walk(classes);
                OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, out);
            }
        }
        ofThisRun(jar);
        return jar.toString();
    }

    /** Deletes the file at the end of this JVM, in the reverse order of these calls: files before their directory. */
    private static void ofThisRun(Path path) {
        path.toFile().deleteOnExit();
    }
}

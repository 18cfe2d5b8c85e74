package kvs.cluster;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.core.Context;
import com.google.protobuf.MessageLite;
import io.netty.buffer.ByteBuf;
import io.netty.util.ReferenceCounted;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import kvs.cluster.client.ClientOptions;
import kvs.cluster.client.ClusterClient;
import kvs.cluster.client.ClusterException;
import kvs.io.Disk;
import kvs.net.EventLoop;
import kvs.protocol.Bytes;
import kvs.server.Version;
import org.jctools.queues.MessagePassingQueue;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The class path of node processes: the classes of this build, without the tests.
 *
 * <p>The tests start about sixty nodes, and a start spends most of its time on loading classes. So a first node, which serves
 * a few requests, writes an archive of the classes that it has loaded (JEP 350), and the others start from that. An archive needs
 * jars. Where the JDK writes none, the nodes start without.
 *
 * @param engine what the nodes replicate with
 * @param classPath jars alone
 * @param option of the JVM, for the archive
 */
record NodeClasses(Engine engine, String classPath, String option) {
    /** A slow machine takes longer to start the two nodes than a client waits otherwise. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Those that this JVM has made. Guarded by itself. */
    private static final Map<Engine, NodeClasses> MADE = new HashMap<>();

    static NodeClasses of(Engine engine) {
        synchronized (MADE) {
            return MADE.computeIfAbsent(engine, NodeClasses::make);
        }
    }

    private static NodeClasses make(Engine engine) {
        try {
            Path directory = Files.createTempDirectory("kvs-node-classes");
            ofThisRun(directory);
            List<String> jars = new ArrayList<>();
            for (Path home : homes(engine)) {
                jars.add(
                        Files.isDirectory(home) ? jar(home, directory.resolve(jars.size() + ".jar")) : home.toString());
            }
            String classPath = String.join(File.pathSeparator, jars);
            Path archive = directory.resolve("kvs-node.jsa");
            record(new NodeClasses(engine, classPath, "-XX:ArchiveClassesAtExit=" + archive));
            ofThisRun(archive);
            return new NodeClasses(engine, classPath, "-XX:SharedArchiveFile=" + archive);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> homes(Engine engine) {
        Stream<Class<?>> own = Stream.of(
                KvsNode.class,
                EventLoop.class,
                Disk.class,
                Version.class,
                Bytes.class,
                MessagePassingQueue.class,
                MessageLite.class,
                ByteBuf.class,
                ReferenceCounted.class,
                LoggerFactory.class,
                LoggerContext.class,
                Context.class,
                CommandLine.class);
        return Stream.concat(engine.classes().stream(), own)
                .map(NodeClasses::home)
                .distinct()
                .toList();
    }

    /** Returns the directory or jar of a class. */
    private static Path home(Class<?> type) {
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
            out.setLevel(Deflater.NO_COMPRESSION);
            for (Path each : all.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(each).toString().replace(File.separatorChar, '/')));
                Files.copy(each, out);
            }
        }
        ofThisRun(jar);
        return jar.toString();
    }

    /** Runs two nodes, so that the one that is recorded talks to a peer, and a client of them. */
    private static void record(NodeClasses recording) throws IOException {
        var members = TestAddresses.members(2);
        String text = NodeOptions.text(members);
        Path data = Files.createTempDirectory("kvs-node-data");
        NodeClasses plain = new NodeClasses(recording.engine, recording.classPath, "-Xshare:auto");
        try (NodeProcess recorded = start(recording, 1, text, data);
                NodeProcess _ = start(plain, 2, text, data);
                ClusterClient client = new ClusterClient(
                        members.values().stream().map(NodeClasses::clientPort).toList(),
                        ClientOptions.DEFAULT.callTime(PATIENCE))) {
            // Answered once the two have reached each other.
            Bytes key = Bytes.utf8("key");
            client.compareAndSet(key, client.get(key), key);
            client.delete(key);
            client.infoAll();
            recorded.terminate();
            recorded.awaitEnd();
        } catch (ClusterException e) {
            throw new IOException("two nodes do not serve", e);
        } finally {
            NodeProcess.delete(data);
        }
    }

    private static NodeProcess start(NodeClasses classes, int id, String members, Path data) {
        return NodeProcess.start(
                classes,
                id,
                List.of("--members", members, "--dir", data.resolve("node" + id).toString()));
    }

    private static HostPort clientPort(NodeAddress address) {
        return new HostPort(address.host(), address.clientPort());
    }

    /** Deletes the file at the end of this JVM, in the reverse order of these calls: files before their directory. */
    private static void ofThisRun(Path path) {
        path.toFile().deleteOnExit();
    }
}

package kvs.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import kvs.engine.EngineOption;
import kvs.engine.EngineProvider;
import kvs.engine.KvEngine;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * A persistent engine with a file per value, until part 3 has a real one. A SET of the key {@code gate:PORT} connects
 * to that port of this machine and waits for a byte, so that a test decides when the request ends.
 */
final class FileEngine implements KvEngine {
    private static final String GATE = "gate:";

    private final String name;
    private final Path directory;

    private FileEngine(String name, Path directory) {
        this.name = name;
        this.directory = directory;
    }

    /** Creates a class path with the two engines below, and nothing else of these tests. */
    static Path classPath(Path directory) throws IOException {
        Path services = Files.createDirectories(directory.resolve("META-INF/services"));
        Files.write(
                services.resolve(EngineProvider.class.getName()), List.of(Kvs.class.getName(), Other.class.getName()));
        for (Class<?> type : List.of(FileEngine.class, Provider.class, Kvs.class, Other.class)) {
            String file = type.getName().replace('.', '/') + ".class";
            Path copy = directory.resolve(file);
            Files.createDirectories(copy.getParent());
            try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
                Files.write(copy, in.readAllBytes());
            }
        }
        return directory;
    }

    private abstract static class Provider implements EngineProvider {
        @Override
        public boolean persistent() {
            return true;
        }

        @Override
        public KvEngine open(Path directory, Map<String, String> settings) throws IOException {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                Files.writeString(directory.resolve(setting.getKey()), setting.getValue());
            }
            return new FileEngine(name(), directory);
        }
    }

    /** {@code kvs}, the default engine where it is available. */
    public static final class Kvs extends Provider {
        @Override
        public String name() {
            return "kvs";
        }

        @Override
        public List<EngineOption> options() {
            return List.of(EngineOption.oneOf("colour", "Written to a file of that name.", "red", "green"));
        }
    }

    /** The second engine, {@code other}. */
    public static final class Other extends Provider {
        @Override
        public String name() {
            return "other";
        }
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public @Nullable Bytes get(Bytes key) throws IOException {
        try {
            return Bytes.copyOf(Files.readAllBytes(file(key)));
        } catch (NoSuchFileException _) {
            return null;
        }
    }

    @Override
    public void set(Bytes key, Bytes value) throws IOException {
        String text = key.utf8();
        if (text.startsWith(GATE)) {
            int port = Integer.parseInt(text.substring(GATE.length()));
            try (Socket gate = new Socket(InetAddress.getLoopbackAddress(), port)) {
                gate.getInputStream().read();
            }
        }
        Files.write(file(key), value.toArray());
    }

    @Override
    public boolean remove(Bytes key) throws IOException {
        return Files.deleteIfExists(file(key));
    }

    private Path file(Bytes key) {
        return directory.resolve(HexFormat.of().formatHex(key.toArray()) + ".value");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}

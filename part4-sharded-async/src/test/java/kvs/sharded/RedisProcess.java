package kvs.sharded;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** A real redis-server without persistence, with this server's limits, on a free port; and the programs beside it. */
final class RedisProcess implements AutoCloseable {
    /** The version whose answers this server gives. */
    static final String VERSION = "7.0.";

    private static final int PORTS_TO_TRY = 10;

    private final Process process;
    private final InetSocketAddress address;

    private RedisProcess(Process process, InetSocketAddress address) {
        this.process = process;
        this.address = address;
    }

    /** Returns why there is no redis-server to compare with; empty if there is one. */
    static Optional<String> missing() {
        Optional<Path> server = program("redis-server");
        if (server.isEmpty()) {
            return Optional.of("no redis-server is on the PATH: install Redis 7.0 to compare this server with it");
        }
        try {
            Process asked = new ProcessBuilder(server.get().toString(), "--version").start();
            String version = new String(asked.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            return version.contains("v=" + VERSION)
                    ? Optional.empty()
                    : Optional.of("the redis-server on the PATH is not version 7.0, whose answers this server gives: "
                            + version.strip());
        } catch (IOException e) {
            return Optional.of("redis-server is on the PATH, but does not start: " + e.getMessage());
        }
    }

    /** Returns where the program {@code name} is, if it is on the PATH. */
    static Optional<Path> program(String name) {
        return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(java.io.File.pathSeparator))
                .map(folder -> Path.of(folder).resolve(name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** Starts a server. Another program may take the free port first: then another port is chosen. */
    static RedisProcess start() throws IOException {
        for (int i = 0; i < PORTS_TO_TRY; i++) {
            InetSocketAddress address = freeAddress();
            Process process = new ProcessBuilder(
                            program("redis-server").orElseThrow().toString(),
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            Integer.toString(address.getPort()),
                            "--save",
                            "",
                            "--databases",
                            "1",
                            "--proto-max-bulk-len",
                            Integer.toString(kvs.resp.RespLimits.DEFAULT.maxBulkBytes()))
                    .redirectErrorStream(true)
                    .start();
            if (isReady(process)) {
                return new RedisProcess(process, address);
            }
        }
        throw new IOException("redis-server found no free port");
    }

    private static InetSocketAddress freeAddress() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new InetSocketAddress(socket.getInetAddress(), socket.getLocalPort());
        }
    }

    private static boolean isReady(Process process) throws IOException {
        BufferedReader log = process.inputReader();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Ready to accept connections")) {
                return true;
            }
        }
        return false;
    }

    InetSocketAddress address() {
        return address;
    }

    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }
}

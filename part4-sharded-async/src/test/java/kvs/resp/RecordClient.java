package kvs.resp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import kvs.protocol.ByteCursor;
import kvs.resp.RespParser.Result;

/**
 * Records what a client sends first to a real Redis, as a fixture of {@link ClientsTest}: one line for each command, its
 * bytes with {@code \r}, {@code \n}, {@code \\} and {@code \xff} for those that are not text.
 *
 * <pre>
 *   RecordClient FILE TITLE REDIS_PORT jedis | lettuce | COMMAND with {port} where the client takes its port
 * </pre>
 */
final class RecordClient {
    private final List<ByteArrayOutputStream> connections = Collections.synchronizedList(new ArrayList<>());
    private final List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    private RecordClient() {}

    public static void main(String[] args) throws Exception {
        RecordClient recorder = new RecordClient();
        try (ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            int redis = Integer.parseInt(args[2]);
            Thread.ofPlatform().daemon().start(() -> recorder.accept(server, redis));
            run(server.getLocalPort(), Arrays.copyOfRange(args, 3, args.length));
        }
        for (Thread thread : List.copyOf(recorder.threads)) {
            thread.join();
        }
        Files.writeString(Path.of(args[0]), "# " + args[1] + "\n" + recorder.shown());
    }

    private static void run(int port, String[] command) throws Exception {
        switch (command[0]) {
            case "jedis" -> {
                try (var jedis = redis.clients.jedis.RedisClient.create("127.0.0.1", port)) {
                    jedis.set("foo", "bar");
                    jedis.get("foo");
                }
            }
            case "lettuce" -> {
                try (RedisClient client = RedisClient.create("redis://127.0.0.1:" + port);
                        StatefulRedisConnection<String, String> connection = client.connect()) {
                    connection.sync().set("foo", "bar");
                    connection.sync().get("foo");
                }
            }
            default -> {
                List<String> words = Arrays.stream(command)
                        .map(word -> word.replace("{port}", Integer.toString(port)))
                        .toList();
                new ProcessBuilder(words)
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start()
                        .waitFor();
            }
        }
    }

    private void accept(ServerSocket server, int redis) {
        try {
            while (true) {
                Socket client = server.accept();
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), redis);
                ByteArrayOutputStream sent = new ByteArrayOutputStream();
                connections.add(sent);
                threads.add(Thread.ofPlatform().start(() -> pump(client, upstream, sent)));
                threads.add(Thread.ofPlatform().start(() -> pump(upstream, client, new ByteArrayOutputStream())));
            }
        } catch (IOException _) {
            // The client has ended, and the server socket is closed.
        }
    }

    private static void pump(Socket from, Socket to, ByteArrayOutputStream copy) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] read = new byte[1 << 16];
            for (int count = in.read(read); count >= 0; count = in.read(read)) {
                copy.write(read, 0, count);
                out.write(read, 0, count);
            }
        } catch (IOException _) {
            // One of both has closed the connection.
        }
    }

    private String shown() {
        return connections.stream()
                .filter(connection -> connection.size() > 0)
                .map(connection -> "# a connection\n" + shown(connection.toByteArray()))
                .collect(Collectors.joining());
    }

    private static String shown(byte[] stream) {
        StringBuilder lines = new StringBuilder();
        ByteCursor in = ByteCursor.over(stream);
        RespParser parser = new RespParser(RespLimits.DEFAULT);
        Arguments words = new Arguments();
        int from = 0;
        while (parser.parse(in, words) == Result.COMPLETE) {
            lines.append(escaped(Arrays.copyOfRange(stream, from, in.position())))
                    .append('\n');
            from = in.position();
        }
        return lines.toString();
    }

    private static String escaped(byte[] bytes) {
        StringBuilder text = new StringBuilder();
        for (char c : new String(bytes, ISO_8859_1).toCharArray()) {
            text.append(
                    switch (c) {
                        case '\r' -> "\\r";
                        case '\n' -> "\\n";
                        case '\\' -> "\\\\";
                        default -> c >= ' ' && c < 0x7f ? String.valueOf(c) : "\\x%02x".formatted((int) c);
                    });
        }
        return text.toString();
    }
}

package kvs.resp;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A program that writes the answers of a redis-server into the {@link Script}s, instead of those that they have. It
 * removes all keys of that server.
 *
 * <pre>
 *   redis-server --port 7777 --save ''
 *   java -cp … kvs.resp.RedisRecorder 7777 part4-sharded-async/src/test/resources/redis-7.0.15
 * </pre>
 */
final class RedisRecorder {
    private final InputStream in;
    private final Socket socket;

    private RedisRecorder(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /**
     * Records the answers of a server.
     *
     * @param arguments the server's port, and the folder with the scripts
     */
    public static void main(String[] arguments) throws IOException {
        int port = Integer.parseInt(arguments[0]);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
                Stream<Path> scripts = Files.list(Path.of(arguments[1]))) {
            RedisRecorder recorder = new RedisRecorder(socket);
            for (Path script : scripts.toList()) {
                if (script.getFileName().toString().equals("commands.txt")) {
                    recorder.recordCommands(script);
                } else {
                    recorder.record(script);
                }
            }
        }
    }

    private void record(Path script) throws IOException {
        ask("FLUSHALL");
        List<String> recorded = new ArrayList<>();
        for (String line : Files.readAllLines(script)) {
            if (line.startsWith("> ")) {
                recorded.add(line);
                recorded.add(Script.escape(ask(new Script.Step(0, line.substring(2), "").words())));
            } else if (line.startsWith("#") || line.isEmpty()) {
                recorded.add(line);
            }
        }
        Files.write(script, recorded);
    }

    /** Writes a line for each command of the server: its name, arity, flags and keys. */
    private void recordCommands(Path table) throws IOException {
        List<String> commands = new ArrayList<>();
        for (String name :
                ask("COMMAND", "LIST").replaceAll("[\\[\\]\", ]+", " ").strip().split(" ", -1)) {
            // [["get", :2, [+readonly, +fast], :1, :1, :1, … : without what follows.
            String info = ask("COMMAND", "INFO", name)
                    .replaceFirst("^\\[\\[\"(.*?)\", :(-?\\d+), \\[(.*?)\\], ", "$1 $2 [$3] ");
            commands.add(info.replaceAll("\\+|(?<=\\w),(?= \\+)", "")
                    .replaceFirst("\\] :(\\d+), :(-?\\d+), :(-?\\d+),.*", "] $1 $2 $3"));
        }
        commands.sort(null);
        Files.write(table, commands);
    }

    private String ask(String... words) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(("*" + words.length + "\r\n").getBytes(StandardCharsets.US_ASCII));
        for (String word : words) {
            request.writeBytes(("$" + word.length() + "\r\n" + word + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
        }
        socket.getOutputStream().write(request.toByteArray());
        return answer();
    }

    private String answer() throws IOException {
        String line = line();
        return switch (line.charAt(0)) {
            case '$' -> bulk(Integer.parseInt(line.substring(1)));
            case '*' -> array(Integer.parseInt(line.substring(1)));
            default -> line;
        };
    }

    private String bulk(int length) throws IOException {
        if (length < 0) {
            return "nil";
        }
        String bulk = new String(in.readNBytes(length), StandardCharsets.ISO_8859_1);
        in.skipNBytes(2);
        return '"' + bulk + '"';
    }

    private String array(int count) throws IOException {
        List<String> answers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            answers.add(answer());
        }
        return count < 0 ? "nil" : answers.toString();
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int letter = in.read(); letter != '\r'; letter = in.read()) {
            if (letter < 0) {
                throw new EOFException("the server has closed the connection after " + line);
            }
            line.append((char) letter);
        }
        in.skipNBytes(1);
        return line.toString();
    }
}

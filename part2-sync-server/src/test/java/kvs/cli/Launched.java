package kvs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code kvs-server} in a process of its own, listening. */
final class Launched implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listens on (\\S+): engine");

    private final Process process;
    private final BufferedReader err;
    private final List<String> log = new ArrayList<>();
    private final String address;

    private Launched(Process process) throws IOException {
        this.process = process;
        this.err = process.errorReader();
        this.address = awaitAddress();
    }

    static Launched server(Path directory, String... words) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                // The log is what tells the port; the tests' own logging is silent.
                "-Dlogback.configurationFile=logback.xml",
                "-cp",
                System.getProperty("java.class.path"),
                KvsServer.class.getName(),
                "--dir",
                directory.toString()));
        command.addAll(List.of(words));
        return new Launched(new ProcessBuilder(command).start());
    }

    private String awaitAddress() throws IOException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            log.add(line);
            Matcher matcher = LISTENS.matcher(line);
            if (matcher.find()) {
                return matcher.group(1);
            }
        }
        throw new IOException("the server did not start: " + String.join("\n", log));
    }

    /** As its log names it. */
    String address() {
        return address;
    }

    Process process() {
        return process;
    }

    /** Waits for its end; the log to the last line. */
    List<String> awaitEnd() throws IOException, InterruptedException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            log.add(line);
        }
        process.waitFor();
        return log;
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}

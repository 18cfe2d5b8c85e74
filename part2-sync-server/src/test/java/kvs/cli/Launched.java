package kvs.cli;

import java.io.BufferedReader;
import java.io.IOException;
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

    Launched(Process process) throws IOException {
        this.process = process;
        this.err = process.errorReader();
        Matcher matcher = LISTENS.matcher(awaitLine("listens on"));
        if (!matcher.find()) {
            throw new IOException("no address in the log: " + String.join("\n", log));
        }
        this.address = matcher.group(1);
    }

    /** The next line of the log with these words in it. */
    String awaitLine(String words) throws IOException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            log.add(line);
            if (line.contains(words)) {
                return line;
            }
        }
        close();
        throw new IOException("the server ended before it said \"" + words + "\": " + String.join("\n", log));
    }

    /** As its log names it. */
    String address() {
        return address;
    }

    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** As far as it has been read. */
    List<String> log() {
        return log;
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

    /** Sends {@code SIGTERM} or the like. Unlike {@link Process#destroy} this leaves the log open. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Kills it, and what the launcher has started on systems where it stays. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

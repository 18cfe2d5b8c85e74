package kvs.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code kvs-server} in a process of its own, which listens. */
final class ServerProcess implements AutoCloseable {
    private static final Pattern LISTENS = Pattern.compile("listens on (\\S+): engine");

    private final Process process;
    private final BufferedReader err;
    private final List<String> log = new ArrayList<>();
    private final String address;

    ServerProcess(Process process) throws IOException {
        this.process = process;
        this.err = process.errorReader();
        Matcher matcher = LISTENS.matcher(awaitLine("listens on"));
        if (!matcher.find()) {
            throw new IOException("no address in the log: " + String.join("\n", log));
        }
        this.address = matcher.group(1);
    }

    /** Waits for the next line of the log that contains these words, and returns it. */
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

    /** Returns the address that its log shows. */
    String address() {
        return address;
    }

    int port() {
        return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
    }

    /** Returns the lines of the log that have been read. */
    List<String> log() {
        return log;
    }

    Process process() {
        return process;
    }

    /** Waits until the process ends; returns the whole log. */
    List<String> awaitEnd() throws IOException, InterruptedException {
        for (String line = err.readLine(); line != null; line = err.readLine()) {
            log.add(line);
        }
        process.waitFor();
        return log;
    }

    /** Sends a signal such as {@code SIGTERM}. Unlike {@link Process#destroy}, this leaves the log open. */
    void signal(String name) throws IOException, InterruptedException {
        new ProcessBuilder("kill", "-s", name, String.valueOf(process.pid()))
                .inheritIO()
                .start()
                .waitFor();
    }

    /** Kills the process, and its children where the launcher has not replaced itself by the program. */
    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
    }
}

package kvs.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A {@code kvs-node} in a process of its own, whose log the test reads as it is written. */
public final class NodeProcess implements AutoCloseable {
    private static final long END_SECONDS = 60;

    private final int id;
    private final Process process;

    /** What the node has logged. Guarded by itself, and notified at each line and at the end. */
    private final StringBuilder log = new StringBuilder();

    private boolean logEnded;

    private NodeProcess(int id, Process process) {
        this.id = id;
        this.process = process;
        Thread.ofPlatform().daemon().name("log-of-node-" + id).start(this::readLog);
    }

    /** Starts a node of the workbook's own Raft; it may not serve yet when this returns. */
    public static NodeProcess start(int id, List<String> options) {
        return start(Engine.RAFT, id, options);
    }

    static NodeProcess start(Engine engine, int id, List<String> options) {
        return start(NodeClasses.of(engine), id, options);
    }

    static NodeProcess start(NodeClasses classes, int id, List<String> options) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xms64m",
                "-Xmx512m",
                "-XX:-UsePerfData",
                // What the JVM says about its archive of classes is not part of the node's log.
                "-Xlog:disable",
                "-Xlog:all=error:stderr",
                classes.option(),
                "-Dlogback.configurationFile=logback.xml"));
        command.addAll(classes.engine().jvmOptions());
        command.addAll(List.of(
                "-cp",
                classes.classPath(),
                KvsNode.class.getName(),
                "--id",
                String.valueOf(id),
                "--replication",
                classes.engine().name(),
                // A test that is killed leaves no process behind.
                "--exit-with-parent"));
        command.addAll(options);
        try {
            return new NodeProcess(
                    id, new ProcessBuilder(command).redirectErrorStream(true).start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void readLog() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                synchronized (log) {
                    log.append(line).append('\n');
                    log.notifyAll();
                }
            }
        } catch (IOException _) {
            // The process has ended.
        } finally {
            synchronized (log) {
                logEnded = true;
                log.notifyAll();
            }
        }
    }

    public int id() {
        return id;
    }

    /** Returns what the node has logged. */
    public String log() {
        synchronized (log) {
            return log.toString();
        }
    }

    /** Waits until the node has logged this text. */
    public void awaitLogged(String text) {
        synchronized (log) {
            while (log.indexOf(text) < 0) {
                if (logEnded) {
                    throw new AssertionError("node " + id + " has ended without saying \"" + text + "\":\n" + log);
                }
                awaitLog();
            }
        }
    }

    private void awaitLog() {
        try {
            log.wait();
        } catch (InterruptedException e) {
            throw new AssertionError("node " + id + " has logged\n" + log, e);
        }
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Ends the process with SIGKILL, and waits until it has ended. */
    public void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    /** Asks the process to stop, with SIGTERM. */
    public void terminate() {
        // Process.destroy would close the pipe, too, and the node ends with its parent.
        process.toHandle().destroy();
    }

    /** Waits until the process has ended and its log is read; returns its exit code. */
    public int awaitEnd() {
        try {
            if (!process.waitFor(END_SECONDS, TimeUnit.SECONDS)) {
                throw new AssertionError("node " + id + " does not end. Its log:\n" + log());
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
        synchronized (log) {
            while (!logEnded) {
                awaitLog();
            }
        }
        return process.exitValue();
    }

    /** Stops the process without its notice, with SIGSTOP. */
    public void pause() {
        signal("STOP");
    }

    /** Lets it go on after {@link #pause}. */
    public void resume() {
        signal("CONT");
    }

    private void signal(String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, String.valueOf(process.pid()))
                    .inheritIO()
                    .start()
                    .waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " failed with exit code " + code);
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Deletes a directory with all that is in it. */
    static void delete(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}

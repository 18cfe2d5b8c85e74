package kvs.cluster.local;

import java.io.BufferedReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import kvs.server.ErrorLine;
import org.jspecify.annotations.Nullable;

/**
 * One node of a cluster on this machine: its process, which can be started again and again.
 *
 * <pre>
 *   DOWN ── start ──▶ UP ── pause ──▶ PAUSED
 *     ▲                │ ◀─ resume ──    │
 *     '── stop, kill, or by itself ──────'
 * </pre>
 */
public final class NodeProcess {
    /** Whether the process runs. */
    public enum State {
        DOWN,
        UP,
        PAUSED
    }

    /** What a node's process causes. Called on its thread, or on that of an action. */
    public interface Events {
        /** The node has printed a line. */
        void said(int node, String line);

        /**
         * The process has ended.
         *
         * @param asked whether it was stopped or killed from here
         * @param lastError what it said last that begins with "error: ", or an empty text
         */
        void ended(int node, int exitCode, boolean asked, String lastError);
    }

    /** A process that runs, or has just ended. */
    private static final class Running {
        final Process process;
        final CompletableFuture<Integer> ended = new CompletableFuture<>();
        volatile @Nullable Pause pause;
        volatile boolean asked;

        Running(Process process) {
            this.process = process;
        }
    }

    private static final String ERROR = "error: ";

    private final int id;
    private final List<String> command;
    private final Events events;

    /** Held during an action, which may take a while: one at a time. */
    private final ReentrantLock acting = new ReentrantLock();

    private volatile @Nullable Running running;

    /**
     * Prepares a node; its process does not run yet.
     *
     * @param command the whole command line
     */
    public NodeProcess(int id, List<String> command, Events events) {
        this.id = id;
        this.command = command;
        this.events = events;
    }

    public int id() {
        return id;
    }

    public State state() {
        Running now = running;
        return now == null ? State.DOWN : now.pause == null ? State.UP : State.PAUSED;
    }

    /** Returns the id of the process; 0 if there is none. */
    long pid() {
        Running now = running;
        return now == null ? 0 : now.process.pid();
    }

    /** An action that takes its time. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    private void act(Step step) throws IOException, InterruptedException {
        acting.lockInterruptibly();
        try {
            step.run();
        } finally {
            acting.unlock();
        }
    }

    private Running require() throws IOException {
        Running now = running;
        if (now == null) {
            throw new IOException("node " + id + " does not run: start it first");
        }
        return now;
    }

    /**
     * Starts the process.
     *
     * @throws IOException if it runs already, or cannot be started
     */
    public void start() throws IOException, InterruptedException {
        act(() -> {
            if (running != null) {
                throw new IOException("node " + id + " runs already");
            }
            Process process =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            Running started = new Running(process);
            running = started;
            Thread.ofPlatform().daemon().name("node-" + id).start(() -> follow(started));
        });
    }

    /** Passes on what the process says, until it ends. */
    private void follow(Running started) {
        String lastError = "";
        try (BufferedReader lines = started.process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith(ERROR)) {
                    lastError = line.substring(ERROR.length());
                }
                events.said(id, line);
            }
        } catch (IOException e) {
            events.said(id, "its log cannot be read: " + ErrorLine.of(e));
        }
        int code = started.process.onExit().join().exitValue();
        running = null;
        events.ended(id, code, started.asked, lastError);
        started.ended.complete(code);
    }

    /**
     * Asks the process to end, and kills it if it takes too long.
     *
     * @return whether it ended by itself in time
     * @throws IOException if it does not run
     */
    public boolean stop(Duration grace) throws IOException, InterruptedException {
        boolean[] inTime = {false};
        act(() -> {
            Running now = require();
            now.asked = true;
            endPause(now);
            terminate(now.process);
            try {
                now.ended.get(grace.toMillis(), TimeUnit.MILLISECONDS);
                inTime[0] = true;
            } catch (TimeoutException _) {
                now.process.toHandle().destroyForcibly();
                now.ended.join();
            } catch (java.util.concurrent.ExecutionException e) {
                throw new IllegalStateException("nothing fails here", e);
            }
        });
        return inTime[0];
    }

    /** {@link Process#destroy} would close the log as well, and its last lines would be lost. */
    private static void terminate(Process process) throws IOException {
        ProcessHandle handle = process.toHandle();
        if (handle.supportsNormalTermination()) {
            handle.destroy();
        } else {
            // Windows has no SIGTERM. The node ends when its standard input does.
            process.getOutputStream().close();
        }
    }

    /** Ends the process at once, as SIGKILL does: it can finish nothing. */
    public void kill() throws IOException, InterruptedException {
        act(() -> {
            Running now = require();
            now.asked = true;
            now.process.toHandle().destroyForcibly();
            now.ended.join();
            endPause(now);
        });
    }

    void pause() throws IOException, InterruptedException {
        act(() -> {
            Running now = require();
            if (now.pause != null) {
                throw new IOException("node " + id + " is paused already");
            }
            now.pause = Pause.of(now.process.pid());
        });
    }

    void resume() throws IOException, InterruptedException {
        act(() -> {
            Running now = require();
            if (now.pause == null) {
                throw new IOException("node " + id + " is not paused");
            }
            endPause(now);
        });
    }

    private static void endPause(Running now) throws IOException {
        Pause pause = now.pause;
        if (pause != null) {
            now.pause = null;
            pause.close();
        }
    }
}

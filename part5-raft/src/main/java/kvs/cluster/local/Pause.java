package kvs.cluster.local;

import java.io.IOException;
import java.util.List;

/**
 * A process that is paused: SIGSTOP now, SIGCONT at the end of the pause.
 *
 * <p>A paused process cannot notice that its parent has gone. So a shell is left beside it, which waits for the end of its own
 * input, a pipe from here, and then wakes the process up. That pipe closes in any case, even after SIGKILL.
 */
final class Pause implements AutoCloseable {
    /** The shell outlives a ^C, which a terminal sends to all. */
    private static final String SCRIPT =
            "trap '' INT TERM HUP; kill -s STOP \"$1\" && echo paused; read -r _; kill -s CONT \"$1\"";

    private final Process shell;

    private Pause(Process shell) {
        this.shell = shell;
    }

    /**
     * Pauses a process; it is paused when this returns.
     *
     * @throws IOException with a sentence, if it could not be paused
     */
    static Pause of(long pid) throws IOException {
        Process shell;
        try {
            shell = new ProcessBuilder(List.of("sh", "-c", SCRIPT, "pause", String.valueOf(pid)))
                    .redirectErrorStream(true)
                    .start();
        } catch (IOException e) {
            throw new IOException(
                    "a process cannot be paused on this system: that takes a shell and the signal SIGSTOP", e);
        }
        String answer = shell.inputReader().readLine();
        if (!"paused".equals(answer)) {
            shell.destroyForcibly();
            throw new IOException("the process " + pid + " could not be paused: " + answer);
        }
        return new Pause(shell);
    }

    /** Ends the pause; the process runs when this returns. */
    @Override
    public void close() throws IOException {
        shell.getOutputStream().close();
        try {
            shell.waitFor();
        } catch (InterruptedException _) {
            // The shell does its work without a witness, too.
            Thread.currentThread().interrupt();
        }
    }
}

package kvs.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntConsumer;
import kvs.cli.Program.Stop;
import kvs.server.ErrorLine;

/**
 * What happens after ^C or SIGTERM: the server stops, and the JVM ends.
 *
 * <p>A server that stops forces its files first, and a disk that never answers would hold it for ever: the JVM ignores a
 * second signal while it ends. So the stop has a limit. Then the process ends as after a kill, which loses nothing
 * that was acknowledged.
 */
final class SignalStop {
    /** More than all graces of a stop together, and less than the 90 seconds after which systemd kills. */
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final Duration limit;
    private final PrintStream err;
    private final IntConsumer halt;

    /**
     * @param limit how long a stop may take
     * @param err is told why the process ends without a stop
     * @param halt ends the process at once with an exit code
     */
    SignalStop(Duration limit, PrintStream err, IntConsumer halt) {
        this.limit = limit;
        this.err = err;
        this.halt = halt;
    }

    /** Stops {@code server} when a signal arrives. */
    static void install(Stop server) {
        SignalStop stop = new SignalStop(LIMIT, System.err, Runtime.getRuntime()::halt);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop.stop(server), "kvs-signal"));
    }

    /** Stops {@code server}, or ends the process if that takes too long. */
    void stop(Stop server) {
        Thread stopping = Thread.ofPlatform().daemon().name("kvs-signal-stop").start(() -> stopNow(server));
        try {
            if (stopping.join(limit)) {
                return;
            }
            err.println("error: could not stop within " + limit.toSeconds()
                    + " seconds: perhaps the disk does not answer. The process ends, and keeps what a kill keeps");
        } catch (InterruptedException _) {
            err.println("error: the stop was interrupted. The process ends, and keeps what a kill keeps");
        }
        halt.accept(Program.FAILED);
    }

    private void stopNow(Stop server) {
        try {
            server.stop();
        } catch (IOException e) {
            err.println("error: could not stop cleanly: " + ErrorLine.of(e));
        }
    }
}

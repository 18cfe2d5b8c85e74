package kvs.server;

import java.io.IOException;
import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * What the log says while connections cannot be accepted, for lack of file descriptors for example: one line when the
 * shortage begins, and one with a count when it has ended.
 *
 * <pre>
 *   accept   fails   fails   fails   succeeds    fails    succeeds  ...  succeeds, a second after the last failure
 *   log      a line                                                      a line: 4 failed attempts
 * </pre>
 *
 * <p>During a shortage a client that leaves makes room for another one, so a success alone does not end it.
 *
 * <p>For the thread that accepts.
 */
public final class AcceptFailures {
    /** The pause after a failed attempt, which the next one would only repeat. */
    public static final Duration PAUSE = Duration.ofMillis(100);

    /** A shortage has ended when an attempt succeeds this long after the last one that failed. */
    static final Duration QUIET = Duration.ofSeconds(1);

    private final Logger log;
    private final LongSupplier clock;

    /** Attempts that have failed in this shortage; 0 if there is none. */
    private long failures;

    private long lastFailure;

    /** @param clock in nanoseconds, as {@link System#nanoTime} */
    public AcceptFailures(Logger log, LongSupplier clock) {
        this.log = log;
        this.clock = clock;
        // A class that is loaded in a shortage of descriptors cannot be found, if its file has to be opened.
        ErrorLine.of(new IOException());
    }

    /** Notes that an attempt has failed; the caller pauses for {@link #PAUSE}. */
    public void failed(IOException failure) {
        lastFailure = clock.getAsLong();
        if (failures++ == 0) {
            log.warn(
                    "could not accept a connection; trying again every {} ms: {}",
                    PAUSE.toMillis(),
                    ErrorLine.of(failure));
        }
    }

    /** Notes that an attempt has succeeded. */
    public void succeeded() {
        if (failures > 0 && clock.getAsLong() - lastFailure >= QUIET.toNanos()) {
            log.warn("connections are accepted again, after {} failed attempts", failures);
            failures = 0;
        }
    }
}

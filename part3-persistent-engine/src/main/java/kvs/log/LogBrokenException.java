package kvs.log;

import java.io.IOException;

/**
 * A force has failed, now or earlier, or a write that could not be taken back. The log takes nothing more until it is
 * opened again. What was written since the last force that succeeded may or may not survive. Reads go on.
 */
public final class LogBrokenException extends IOException {
    private static final long serialVersionUID = 1;

    LogBrokenException(IOException cause) {
        super("the log takes no more records since a write to it failed", cause);
    }
}

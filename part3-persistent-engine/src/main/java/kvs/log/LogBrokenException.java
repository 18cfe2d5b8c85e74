package kvs.log;

import java.io.IOException;

/**
 * A force has failed, now or earlier. The log accepts no writes until it is
 * opened again. What was written since the last successful force may or may not survive. Reads go on.
 */
public final class LogBrokenException extends IOException {
    private static final long serialVersionUID = 1;

    LogBrokenException(IOException cause) {
        super("the log takes no more records since a write to it failed; reopen it to write again", cause);
    }
}

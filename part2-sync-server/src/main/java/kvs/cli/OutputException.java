package kvs.cli;

import java.io.IOException;

/** A write to standard output that failed. {@link Program} turns it into the end of the program. */
public final class OutputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    OutputException(IOException cause) {
        super("could not write to standard output", cause);
    }
}

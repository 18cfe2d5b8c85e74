package kvs.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A force has failed: bytes or names that were written may not survive a loss of power, and which of them is unknown. It
 * has a type of its own because nothing can repair it afterwards ({@link DiskFile#force}); after a failed write, what it
 * left can be cut off.
 */
public final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1;

    public ForceFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package kvs.io;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * A force has failed: bytes that were written, or names, may not survive the loss of power, and nobody knows which. It has
 * a type of its own because nothing that is done afterwards can repair it ({@link DiskFile#force}); after a write that
 * failed, what it left can be cut off.
 */
public final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1;

    public ForceFailedException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}

package kvs.cluster;

import java.io.IOException;

/**
 * A force has failed, now or earlier: what is on disk is unknown until the node is started again. The node has to stop,
 * without a word to its peers about what it could not store.
 */
final class StorageBrokenException extends IOException {
    private static final long serialVersionUID = 1;

    StorageBrokenException(IOException cause) {
        super(
                "the node stores nothing more, since the disk failed to make a write durable; check the disk, then restart"
                        + " the node",
                cause);
    }
}

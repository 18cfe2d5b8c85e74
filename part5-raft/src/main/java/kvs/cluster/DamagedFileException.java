package kvs.cluster;

import java.io.IOException;
import java.nio.file.Path;

/** A file of the node is not as the node wrote it. */
final class DamagedFileException extends IOException {
    private static final long serialVersionUID = 1;

    /** @param offset of the part that is wrong, from the start of the file */
    DamagedFileException(Path file, long offset, String problem) {
        super(file + " at offset " + offset + ": " + problem);
    }
}

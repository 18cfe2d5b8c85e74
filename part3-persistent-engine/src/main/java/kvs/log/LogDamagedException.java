package kvs.log;

import java.io.IOException;
import java.nio.file.Path;

/** The files of a log are damaged: neither this program nor a crash leaves them like this. Nothing has been changed. */
public final class LogDamagedException extends IOException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long offset;
    private final String reason;

    /** @param offset of the first byte that is wrong, from the start of the file */
    public LogDamagedException(Path file, long offset, String reason) {
        super(file + " at offset " + offset + ": " + reason);
        this.file = file.toString();
        this.offset = offset;
        this.reason = reason;
    }

    public String file() {
        return file;
    }

    public long offset() {
        return offset;
    }

    /** Returns what is wrong there. */
    public String reason() {
        return reason;
    }
}

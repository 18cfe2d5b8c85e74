package kvs.engine.log;

import java.io.IOException;

/** A segment that compaction wanted to copy cannot be read. The cause says where, and what is wrong there. */
final class UnreadableSegmentException extends IOException {
    private static final long serialVersionUID = 1;

    private final int segment;
    private final IOException cause;

    UnreadableSegmentException(int segment, IOException cause) {
        super("could not read segment " + segment, cause);
        this.segment = segment;
        this.cause = cause;
    }

    int segment() {
        return segment;
    }

    @Override
    public synchronized IOException getCause() {
        return cause;
    }
}

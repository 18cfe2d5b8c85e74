package kvs.log;

import java.io.IOException;

/** A pointer is out of date: its segment has been deleted. Whoever got it from an index asks the index again. */
public final class SegmentGoneException extends IOException {
    private static final long serialVersionUID = 1;

    SegmentGoneException(int segment) {
        super("segment " + segment + " is not part of the log any more");
    }
}

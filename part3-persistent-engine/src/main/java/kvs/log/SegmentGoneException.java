package kvs.log;

import java.io.IOException;

/** A pointer is out of date: its segment has been deleted. A caller that got it from an index looks it up again. */
public final class SegmentGoneException extends IOException {
    private static final long serialVersionUID = 1;

    SegmentGoneException(int segment) {
        super("segment " + segment + " has been deleted from the log");
    }
}

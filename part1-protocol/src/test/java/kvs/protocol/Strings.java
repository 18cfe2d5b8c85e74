package kvs.protocol;

import kvs.protocol.ByteCursor.Slice;

/** Helper for tests of strings. */
final class Strings {
    private Strings() {}

    /** Returns the bytes of a complete string, and any other answer as it is, so that a failure shows it. */
    static Object taken(Parsed<Slice> string) {
        return switch (string) {
            case Parsed.Complete<Slice>(Slice slice) -> slice.copy();
            case Parsed.Incomplete<Slice> incomplete -> incomplete;
            case Parsed.Malformed<Slice> malformed -> malformed;
        };
    }
}

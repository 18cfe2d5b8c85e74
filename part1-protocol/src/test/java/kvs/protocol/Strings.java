package kvs.protocol;

import kvs.protocol.ByteCursor.Slice;

/** What the tests say of a string that was read. */
final class Strings {
    private Strings() {}

    /** The bytes of a complete string; any other answer as it is, so that a failure shows it. */
    static Object taken(Parsed<Slice> string) {
        return switch (string) {
            case Parsed.Complete<Slice>(Slice slice) -> slice.copy();
            case Parsed.Incomplete<Slice> incomplete -> incomplete;
            case Parsed.Malformed<Slice> malformed -> malformed;
        };
    }
}

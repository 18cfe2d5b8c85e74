package kvs.protocol;

/**
 * The progress of a codec through an unfinished message: after the next read it continues there instead of looking at
 * every byte again. A scan saves work and changes no answer: a parse with a new {@code Scan} gives the same.
 *
 * <p>Each connection has one per direction, for one thread at a time. It belongs to the message at the cursor; {@link
 * #reset} it when that message is complete.
 */
public final class Scan {
    /** Number of bytes, from the start of the message, that have been checked and are good. */
    int seen;

    /** Offset of the {@code $} between two words; 0 while it has not been seen, because no message starts with one. */
    int separator;

    /** Forgets the message; the next one is checked from its first byte. */
    public void reset() {
        seen = 0;
        separator = 0;
    }
}

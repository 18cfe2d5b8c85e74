package kvs.protocol;

/**
 * How far into an unfinished message a codec has looked, so that the next read goes on there instead of looking at
 * every byte again. It saves work and changes no answer: a parse with a fresh {@code Scan} gives the same.
 *
 * <p>One a connection and direction, for one thread at a time. It belongs to the message at the cursor: {@link #reset}
 * it when that message is complete.
 */
public final class Scan {
    /** Bytes of the message already looked at and found good. */
    int seen;

    /** Offset of the {@code $} between two words, once seen; 0 before: no message starts with one. */
    int separator;

    /** Forgets the message: the next one starts at its first byte. */
    public void reset() {
        seen = 0;
        separator = 0;
    }
}

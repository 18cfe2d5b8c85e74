package kvs.resp;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import kvs.shard.Slice;

/**
 * A cursor of SCAN over several shards, one shard after the other.
 *
 * <pre>
 *   cursor := local * shards + shard      unsigned
 *
 *   7 with 3 shards: shard 1, whose own cursor is 2
 * </pre>
 *
 * <p>0 is the start of shard 0; the start of another shard is its number. So a scan is at its end where the last shard
 * is, and only there is the next cursor 0.
 *
 * @param local the cursor of the shard's own scan
 */
public record ScanCursor(long local, int shard) {
    /** No shard has a larger cursor of its own: see {@link kvs.shard.ValueMap#scan}. */
    private static final long MAX_LOCAL = 1L << 47;

    /** What C's {@code strtoul} reads to the end. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?\\d{1,40}|");

    private static final BigInteger TOO_LARGE = BigInteger.TWO.pow(Long.SIZE);

    /** Returns the shard that {@code cursor}, a word of a client, is about: one of {@code shards}; 0 if it is invalid. */
    public static int shardOf(Slice cursor, int shards) {
        return isValid(cursor) ? of(cursor, shards).shard : 0;
    }

    /** Returns whether {@code text} is a number of 64 bits without a sign. */
    static boolean isValid(Slice text) {
        return isShort(text)
                || (NUMBER.matcher(string(text)).matches() && number(text).abs().compareTo(TOO_LARGE) < 0);
    }

    /** Returns the cursor that {@code text} is, provided that {@link #isValid}. */
    static ScanCursor of(Slice text, int shards) {
        return of(isShort(text) ? Numbers.parseLong(text) : number(text).longValue(), shards);
    }

    private static ScanCursor of(long cursor, int shards) {
        long local = Long.divideUnsigned(cursor, shards);
        return new ScanCursor(Long.compareUnsigned(local, MAX_LOCAL) < 0 ? local : MAX_LOCAL, (int)
                Long.remainderUnsigned(cursor, shards));
    }

    /**
     * Returns the cursor that a client goes on with, unsigned.
     *
     * @param nextLocal the cursor with which this shard goes on; 0 at its end
     */
    long next(long nextLocal, int shards) {
        if (nextLocal == 0) {
            return (shard + 1L) % shards;
        }
        return nextLocal * shards + shard;
    }

    /** Returns whether {@code text} is a number in the form that we write, not negative. */
    private static boolean isShort(Slice text) {
        return Numbers.isLong(text) && text.at(0) != '-';
    }

    private static BigInteger number(Slice text) {
        return text.length() == 0 ? BigInteger.ZERO : new BigInteger(string(text));
    }

    private static String string(Slice text) {
        return new String(text.array(), text.from(), text.length(), StandardCharsets.ISO_8859_1);
    }
}

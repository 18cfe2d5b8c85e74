package kvs.resp;

import kvs.shard.Slice;

/**
 * Whole numbers in the one form that Redis accepts, in commands and in protocol lines:
 *
 * <pre>
 *   number := '0' | '-'? ('1' .. '9') ('0' .. '9')*       -9223372036854775808 to 9223372036854775807
 * </pre>
 *
 * <p>So there is no plus sign, no leading zero, no {@code -0} and no blank. Each number has exactly one form, hence a
 * value that is stored as a number and written again has the same bytes.
 *
 * <p>The same rule as {@code string2ll} in Redis's {@code util.c}.
 */
public final class Numbers {
    /** The longest number is {@code -9223372036854775808}. */
    static final int MAX_LENGTH = 20;

    private Numbers() {}

    /** Returns whether {@code word} is a number that fits in a {@code long}. */
    public static boolean isLong(Slice word) {
        return parseLong(word, 0) == parseLong(word, 1);
    }

    /**
     * Returns the number that {@code word} is.
     *
     * @throws NumberFormatException if it is none; {@link #parseLong(Slice, long)} is cheaper where that is common
     */
    public static long parseLong(Slice word) {
        long number = parseLong(word, 0);
        if (number == 0 && !isLong(word)) {
            throw new NumberFormatException(word + " is not an integer or out of range");
        }
        return number;
    }

    /** Returns the number that {@code word} is, or {@code otherwise} if it is none. */
    public static long parseLong(Slice word, long otherwise) {
        return parseLong(word.array(), word.from(), word.length(), otherwise);
    }

    /** Returns the number in {@code length} bytes of {@code array} from {@code from}, or {@code otherwise}. */
    static long parseLong(byte[] array, int from, int length, long otherwise) {
        if (length == 0 || length > MAX_LENGTH) {
            return otherwise;
        }
        int end = from + length;
        boolean negative = array[from] == '-';
        int at = negative ? from + 1 : from;
        if (at == end) {
            return otherwise;
        }
        int first = array[at] - '0';
        if (first < 1 || first > 9) {
            return first == 0 && length == 1 ? 0 : otherwise;
        }
        // Negative, because the negative numbers reach further by one.
        long number = -first;
        while (++at < end) {
            int digit = array[at] - '0';
            if (digit < 0 || digit > 9 || number < Long.MIN_VALUE / 10 || 10 * number < Long.MIN_VALUE + digit) {
                return otherwise;
            }
            number = 10 * number - digit;
        }
        if (negative) {
            return number;
        }
        return number == Long.MIN_VALUE ? otherwise : -number;
    }

    /** Writes {@code number} into {@code array}, up to index {@code end}; returns where its first byte is. */
    static int put(long number, byte[] array, int end) {
        int at = end;
        // Negative, because the smallest number has no positive counterpart.
        long rest = number < 0 ? number : -number;
        do {
            array[--at] = (byte) ('0' - rest % 10);
            rest /= 10;
        } while (rest != 0);
        if (number < 0) {
            array[--at] = '-';
        }
        return at;
    }
}

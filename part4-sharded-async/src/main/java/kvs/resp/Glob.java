package kvs.resp;

import kvs.shard.Slice;

/**
 * The patterns of KEYS, SCAN and PSUBSCRIBE, with Redis's rules:
 *
 * <pre>
 *   pattern := element*
 *   element := '*'                any bytes, or none
 *            | '?'                one byte
 *            | '[' '^'? set ']'   one byte that is in the set, or with ^ one that is not
 *            | '\' byte           that byte
 *            | byte               that byte
 *   set     := (byte | byte '-' byte | '\' byte)*
 *
 *   h[^b-d]*o   matches   hello     h, then "e", then "ll", then o
 * </pre>
 *
 * <p>A set without its {@code ]} ends with the pattern. Bytes of a range are signed, as C's {@code char} is on x86. No
 * pattern but the empty one matches the empty text, not even {@code *}: KEYS and SCAN make an exception for that.
 *
 * <p>Takes at most pattern times text steps: where bytes do not match after a {@code *}, it takes one byte more for the
 * last {@code *} that it has passed. It need not go back to an earlier one, since whatever that could take, the last one
 * can, too.
 */
public final class Glob {
    private static final int NO_MATCH = -1;

    private Glob() {}

    /** Returns whether {@code text} matches {@code pattern} as a whole. */
    public static boolean matches(Slice pattern, Slice text) {
        if (text.length() == 0) {
            return pattern.length() == 0;
        }
        int at = 0;
        int in = 0;
        // Where the pattern goes on after the last '*', and the first byte that this has not taken.
        int afterStar = NO_MATCH;
        int notTaken = 0;
        while (in < text.length()) {
            if (at < pattern.length() && pattern.at(at) == '*') {
                at = skipStars(pattern, at);
                afterStar = at;
                notTaken = in;
                continue;
            }
            int next = at < pattern.length() ? element(pattern, at, text.at(in)) : NO_MATCH;
            if (next != NO_MATCH) {
                at = next;
                in++;
            } else if (afterStar != NO_MATCH) {
                at = afterStar;
                in = ++notTaken;
            } else {
                return false;
            }
        }
        return skipStars(pattern, at) == pattern.length();
    }

    /** Returns whether {@code pattern} is a single {@code *}: KEYS and SCAN answer with every key then. */
    public static boolean isAll(Slice pattern) {
        return pattern.length() == 1 && pattern.at(0) == '*';
    }

    private static int skipStars(Slice pattern, int from) {
        int at = from;
        while (at < pattern.length() && pattern.at(at) == '*') {
            at++;
        }
        return at;
    }

    /** Matches the element at {@code at} with one byte; returns where the pattern goes on, or {@link #NO_MATCH}. */
    private static int element(Slice pattern, int at, int letter) {
        return switch (pattern.at(at)) {
            case '?' -> at + 1;
            case '[' -> set(pattern, at + 1, letter);
            case '\\' -> {
                int quoted = at + 1 < pattern.length() ? at + 1 : at;
                yield pattern.at(quoted) == letter ? quoted + 1 : NO_MATCH;
            }
            default -> pattern.at(at) == letter ? at + 1 : NO_MATCH;
        };
    }

    /** Matches the set that starts at {@code from}, after the bracket, as {@link #element} does. */
    private static int set(Slice pattern, int from, int letter) {
        int end = pattern.length();
        boolean not = from < end && pattern.at(from) == '^';
        boolean found = false;
        int at = not ? from + 1 : from;
        while (at < end) {
            if (pattern.at(at) == '\\' && at + 1 < end) {
                found |= pattern.at(at + 1) == letter;
                at += 2;
            } else if (pattern.at(at) == ']') {
                break;
            } else if (at + 2 < end && pattern.at(at + 1) == '-') {
                found |= isBetween(letter, pattern.at(at), pattern.at(at + 2));
                at += 3;
            } else {
                found |= pattern.at(at) == letter;
                at++;
            }
        }
        return found == not ? NO_MATCH : Math.min(at + 1, end);
    }

    private static boolean isBetween(int letter, int one, int other) {
        byte low = (byte) one;
        byte high = (byte) other;
        return (byte) letter >= Math.min(low, high) && (byte) letter <= Math.max(low, high);
    }
}

package kvs.resp;

import java.util.Arrays;
import kvs.protocol.ByteCursor;

/**
 * The requests of the Redis protocol: finds the words of a command where they lie, and copies nothing.
 *
 * <pre>
 *   request := array | inline
 *   array   := '*' number CRLF word*number         number &lt;= 0: an empty request, skipped
 *   word    := '$' number CRLF byte*number CRLF
 *   inline  := what a person types, up to LF       see {@link InlineWords}; no words: skipped
 *   number  := see {@link Numbers}
 * </pre>
 *
 * GET foo:
 *
 * <pre>
 *   2a 32 0d 0a  24 33 0d 0a 47 45 54 0d 0a  24 33 0d 0a 66 6f 6f 0d 0a
 *   *  2  CR LF  $  3  CR LF G  E  T  CR LF  $  3  CR LF f  o  o  CR LF
 * </pre>
 *
 * <p>Each byte of a command that arrives in many reads is parsed once: the parser remembers where it stopped, and which
 * words are complete. It remembers distances from the start of the command, so the bytes may move between calls. No
 * memory is allocated for an announced length; memory grows with the bytes that have arrived.
 *
 * <p>Each connection has one. For one thread at a time.
 */
public final class RespParser extends Lines {

    /** The answer to the bytes so far. */
    public enum Result {
        /** A whole command; the cursor stands after it. */
        COMPLETE,
        /** The start of a command, or nothing; the cursor stands at its first byte. */
        INCOMPLETE,
        /**
         * No command, whatever follows: {@link #reason} has the error for the client. The cursor stands at its first
         * byte, and the connection has to be closed.
         */
        MALFORMED
    }

    /** Room for the bounds of words is kept from one command to the next, up to this number of ints. */
    private static final int MAX_BOUNDS_KEPT = 64;

    /** Stands for a line that is not a number: above every limit, so that one comparison rejects both. */
    private static final long NO_NUMBER = Long.MAX_VALUE;

    private final RespLimits limits;

    /** The number in the line that was read last. */
    private long number;

    /** The number of words that the command announced; 0 while that line is not complete. */
    private int announced;

    /** The length of the word that begins at {@code at}; -1 if a line begins there. */
    private int length = -1;

    /** The number of complete words: each has its offset and its length in {@code bounds}. */
    private int complete;

    private int[] bounds = new int[8];

    /** What is wrong with the command; empty while nothing is. */
    private String reason = "";

    public RespParser(RespLimits limits) {
        super(limits.maxLineBytes());
        this.limits = limits;
    }

    /**
     * Parses one command. Empty commands before it are skipped, and the cursor moves past them.
     *
     * @param in at the first byte of a command: where the call before has left it. Between calls the owner may append,
     *     {@link ByteCursor#discardRead} and move the bytes to another buffer
     * @param into has the words if the answer is complete, else none
     */
    public Result parse(ByteCursor in, Arguments into) {
        if (!reason.isEmpty()) {
            return Result.MALFORMED;
        }
        into.clear();
        in.begin();
        while (in.remaining() > 0) {
            Result result = in.peek(0) == '*' ? readArray(in, into) : readInline(in, into);
            if (result != Result.COMPLETE) {
                return result;
            }
            in.skip(at);
            in.begin();
            startOver();
            if (into.count() > 0) {
                return Result.COMPLETE;
            }
        }
        return Result.INCOMPLETE;
    }

    /** Forgets what it has found at the cursor: the owner moves the cursor back to an earlier command. */
    public void forget() {
        startOver();
        length = -1;
        reason = "";
    }

    /** Returns the error for the client after {@link Result#MALFORMED}, as {@link Replies#error} takes it. */
    public String reason() {
        return reason;
    }

    /**
     * Returns the number of bytes, counted from the cursor, that must have arrived before the answer can be other than
     * {@link Result#INCOMPLETE}. Announced by the client: reserve no memory for them.
     */
    public int wanted() {
        return length < 0 ? searched + 1 : at + length + 2;
    }

    private Result readArray(ByteCursor in, Arguments into) {
        if (announced == 0) {
            Result result = readCount(in);
            if (result != Result.COMPLETE) {
                return result;
            }
        }
        Result result = readWords(in);
        if (result == Result.COMPLETE) {
            byte[] array = in.array();
            int from = in.arrayIndex();
            for (int i = 0; i < complete; i++) {
                into.add(array, from + bounds[2 * i], bounds[2 * i + 1]);
            }
            into.raw(array, from, at);
        }
        return result;
    }

    /**
     * Reads the line with the number of words into {@link #announced}; 0 if the number is negative.
     *
     * @return malformed if it is no number or above {@link RespLimits#maxWords}
     */
    private Result readCount(ByteCursor in) {
        Result result = readNumber(in, '*', "mbulk");
        if (result != Result.COMPLETE) {
            return result;
        }
        if (number > limits.maxWords()) {
            return malformed("invalid multibulk length");
        }
        announced = (int) Math.max(number, 0);
        return Result.COMPLETE;
    }

    /**
     * Reads words until {@link #announced} of them are complete, and passes each to {@link #addWord}. It goes on where
     * the call before had to stop: at a line if {@link #length} is negative, else at a word of that length.
     *
     * <p>A word is complete when the CRLF after it has arrived; two other bytes there are malformed ("expected CRLF
     * after bulk"). Words may contain any bytes.
     *
     * @exercise 4.6
     */
    private Result readWords(ByteCursor in) {
        throw new UnsupportedOperationException("exercise 4.6: not written yet");
    }

    /**
     * Reads the line with the length of a word into {@link #length}.
     *
     * @return malformed if it is no number, negative, above {@link RespLimits#maxBulkBytes}, or makes the command longer
     *     than {@link RespLimits#maxMessageBytes}
     * @exercise 4.6
     */
    private Result readLength(ByteCursor in) {
        throw new UnsupportedOperationException("exercise 4.6: not written yet");
    }

    /**
     * Reads the line at {@link #at}, {@code type} and a number and CRLF, into {@link #number}, and moves after it. What
     * is no number becomes {@link #NO_NUMBER}. Judges no byte before the whole line has arrived.
     *
     * @param name of the number, for the error when the line is too long
     * @return incomplete, with everything but {@link #searched} as it was, if the line has not arrived; malformed if
     *     it is too long ("too big bulk count string") or begins with another byte ("expected '$', got 'x'")
     * @exercise 4.6
     */
    private Result readNumber(ByteCursor in, char type, String name) {
        throw new UnsupportedOperationException("exercise 4.6: not written yet");
    }

    private Result readInline(ByteCursor in, Arguments into) {
        int end = find('\n', in);
        if (end == TOO_LONG) {
            return malformed("too big inline request");
        }
        if (end == NOT_YET) {
            return Result.INCOMPLETE;
        }
        moveTo(end + 1);
        return InlineWords.split(in.array(), in.arrayIndex(), at, into)
                ? Result.COMPLETE
                : malformed("unbalanced quotes in request");
    }

    /** Adds the word of {@code length} bytes at {@code offset}. */
    private void addWord(int offset, int length) {
        if (2 * complete == bounds.length) {
            bounds = Arrays.copyOf(bounds, 2 * bounds.length);
        }
        bounds[2 * complete] = offset;
        bounds[2 * complete + 1] = length;
        complete++;
    }

    private void startOver() {
        moveTo(0);
        announced = 0;
        complete = 0;
        if (bounds.length > MAX_BOUNDS_KEPT) {
            bounds = new int[8];
        }
    }

    private Result malformed(String what) {
        reason = "ERR Protocol error: " + what;
        return Result.MALFORMED;
    }
}

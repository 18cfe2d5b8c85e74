package kvs.resp;

import kvs.protocol.ByteCursor;

/**
 * How far a parser has got in an unfinished message, and the search for the end of the line where it stands. All
 * offsets count from the start of the message, so the bytes may move between calls.
 */
abstract class Lines {
    /** The result of {@link #find} when the byte has not arrived. */
    static final int NOT_YET = -1;

    /** The result of {@link #find} when the line is longer than the limit. */
    static final int TOO_LONG = -2;

    private final int maxLineBytes;

    /** The offset of the first byte that is not part of a complete line or piece of bytes. */
    int at;

    /** The offset up to which the line at {@code at} has been searched for its end; at least {@code at}. */
    int searched;

    Lines(int maxLineBytes) {
        this.maxLineBytes = maxLineBytes;
    }

    /**
     * Returns the offset of the first {@code wanted} in the line at {@link #at}. Looks again at no byte that it has seen
     * in an earlier call, except {@code wanted} itself.
     *
     * @return {@link #NOT_YET} if it has not arrived; {@link #TOO_LONG} if more than the allowed number of bytes come
     *     before it
     */
    final int find(char wanted, ByteCursor in) {
        int end = Math.min(in.remaining(), at + maxLineBytes + 1);
        int here = searched;
        while (here < end && in.peek(here) != wanted) {
            here++;
        }
        searched = here;
        if (here < end) {
            return here;
        }
        return here - at > maxLineBytes ? TOO_LONG : NOT_YET;
    }

    /** Sets {@link #at} to the start of the next line or piece of bytes. */
    final void moveTo(int offset) {
        at = offset;
        searched = offset;
    }
}

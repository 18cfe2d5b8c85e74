package kvs.resp;

/**
 * The limits on what a peer may send. Crossing one is answered with an error, and the connection is closed.
 *
 * @param maxWords the most words of one command, its name included
 * @param maxBulkBytes the longest word of a command, or string of a reply, in bytes
 * @param maxLineBytes the longest inline command, and the longest line with a length, in bytes without the line end
 * @param maxMessageBytes the longest command or reply in total, in bytes
 * @param maxNesting the most arrays, maps and the like that a reply may have inside each other
 */
public record RespLimits(int maxWords, int maxBulkBytes, int maxLineBytes, int maxMessageBytes, int maxNesting) {
    /** Redis's limits on words and lines; less than its 512 MB for a word and its 1 GB for a command. */
    public static final RespLimits DEFAULT = new RespLimits(1024 * 1024, 64 << 20, 64 << 10, 256 << 20, 32);

    /** The largest value of any limit: offsets within a message are ints, and need room to add two of them. */
    static final int LARGEST = 1 << 30;

    public RespLimits {
        check("maxWords", maxWords);
        check("maxBulkBytes", maxBulkBytes);
        check("maxLineBytes", maxLineBytes);
        check("maxMessageBytes", maxMessageBytes);
        check("maxNesting", maxNesting);
    }

    private static void check(String name, int limit) {
        if (limit < 1 || limit > LARGEST) {
            throw new IllegalArgumentException(name + " must be from 1 to " + LARGEST + ", but is " + limit);
        }
    }
}

package kvs.cluster.resp;

import kvs.resp.RespLimits;

/**
 * The limits on what RESP clients may cost a node.
 *
 * @param protocol the limits on the bytes of a command
 * @param maxInFlight requests of one connection that wait for the store; a command with several keys counts each of them.
 *     At the limit, the connection is not read until half of them are answered
 * @param maxInFlightBytes bytes in the commands of these requests; a single command may be larger
 * @param maxKeys keys in one DEL, EXISTS or MGET
 * @param maxCursors cursors of SCAN that the node remembers; the oldest is forgotten first
 * @param maxCursorBytes bytes of the keys that these cursors stand for
 */
public record RespOptions(
        RespLimits protocol, int maxInFlight, int maxInFlightBytes, int maxKeys, int maxCursors, int maxCursorBytes) {

    public static final RespOptions DEFAULT = new RespOptions(
            new RespLimits(64 << 10, 16 << 20, 64 << 10, 32 << 20, 32), 1_024, 16 << 20, 1_024, 10_000, 16 << 20);

    public RespOptions {
        requirePositive(maxInFlight, "maxInFlight");
        requirePositive(maxInFlightBytes, "maxInFlightBytes");
        requirePositive(maxKeys, "maxKeys");
        requirePositive(maxCursors, "maxCursors");
        requirePositive(maxCursorBytes, "maxCursorBytes");
    }

    private static void requirePositive(int value, String name) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " must be at least 1, but is " + value);
        }
    }
}

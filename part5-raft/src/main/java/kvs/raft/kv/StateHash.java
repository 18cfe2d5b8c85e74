package kvs.raft.kv;

import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * Hashes of the parts of a state. The hash of the whole is their sum: it does not depend on their order, and a part that
 * changes is subtracted and added again, however large the rest is.
 *
 * <p>It finds replicas that differ by a fault, and is no defence against keys that are chosen to collide.
 */
final class StateHash {
    private static final long PAIR = 1;
    private static final long SESSION = 2;
    private static final long ANSWER = 3;
    private static final long TIME = 4;

    private StateHash() {}

    static long pair(Bytes key, Bytes value) {
        return mix(bytes(mix(PAIR), key), bytes(0, value));
    }

    static long session(long client, long lastUsedMillis, long floor) {
        return mix(mix(mix(mix(SESSION), client), lastUsedMillis), floor);
    }

    static long answer(long client, long sequence, Response.Applied answer) {
        return mix(mix(mix(mix(ANSWER), client), sequence), hash(answer));
    }

    static long time(long millis) {
        return mix(mix(TIME), millis);
    }

    private static long hash(Response.Applied answer) {
        return switch (answer) {
            case Response.SessionOpened(long client) -> mix(1, client);
            case Response.Done(@Nullable Bytes previous) -> optional(2, previous);
            case Response.Mismatch(@Nullable Bytes found) -> optional(3, found);
            case Response.SessionExpired() -> mix(4);
            case Response.Rejected(String reason) -> bytes(5, Bytes.utf8(reason));
        };
    }

    private static long optional(long kind, @Nullable Bytes bytes) {
        return bytes == null ? mix(kind, -1) : bytes(mix(kind, 1), bytes);
    }

    private static long bytes(long hash, Bytes bytes) {
        long sum = mix(hash, bytes.length());
        for (int i = 0; i < bytes.length(); i++) {
            sum = (sum ^ bytes.at(i)) * 0x100000001b3L; // FNV-1a
        }
        return mix(sum);
    }

    private static long mix(long hash, long value) {
        return mix(hash * 0x9e3779b97f4a7c15L + value);
    }

    /** The finalizer of SplitMix64: each bit of the input changes about half of the bits of the result. */
    private static long mix(long value) {
        long mixed = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94d049bb133111ebL;
        return mixed ^ (mixed >>> 31);
    }
}

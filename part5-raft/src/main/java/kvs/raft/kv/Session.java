package kvs.raft.kv;

import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import kvs.protocol.Bytes;
import org.jspecify.annotations.Nullable;

/** What the cluster remembers of one client. */
final class Session {
    /** What a session or an answer counts for, beside the bytes of its value. */
    static final int OVERHEAD_BYTES = 64;

    private final long client;

    /** The answers that may be asked for again, by sequence number. All are at or above the floor. */
    private final TreeMap<Long, Response.Applied> answers = new TreeMap<>();

    /** A write with a lower number is not applied: whether it was is no longer known. Only grows. */
    private long floor;

    private long lastUsedMillis;
    private long bytes = OVERHEAD_BYTES;
    private long hashOfAnswers;

    Session(long client, long floor, long lastUsedMillis) {
        this.client = client;
        this.floor = floor;
        this.lastUsedMillis = lastUsedMillis;
    }

    long client() {
        return client;
    }

    long floor() {
        return floor;
    }

    long lastUsedMillis() {
        return lastUsedMillis;
    }

    NavigableMap<Long, Response.Applied> answers() {
        return answers;
    }

    long bytes() {
        return bytes;
    }

    long hash() {
        return StateHash.session(client, lastUsedMillis, floor) + hashOfAnswers;
    }

    void use(long nowMillis) {
        lastUsedMillis = nowMillis;
    }

    Response.@Nullable Applied answer(long sequence) {
        return answers.get(sequence);
    }

    void remember(long sequence, Response.Applied answer) {
        answers.put(sequence, answer);
        bytes += sizeBytes(answer);
        hashOfAnswers += StateHash.answer(client, sequence, answer);
    }

    /** Drops the answers to all numbers below {@code sequence}; from now on such writes count as expired. */
    void forgetBelow(long sequence) {
        while (!answers.isEmpty() && answers.firstKey() < sequence) {
            drop(answers.firstKey());
        }
        floor = Math.max(floor, sequence);
    }

    /** Drops the answer with the lowest number. */
    void forgetLowest() {
        forgetBelow(answers.firstKey() + 1);
    }

    private void drop(long sequence) {
        Response.Applied answer = Objects.requireNonNull(answers.remove(sequence));
        bytes -= sizeBytes(answer);
        hashOfAnswers -= StateHash.answer(client, sequence, answer);
    }

    private static int sizeBytes(Response.Applied answer) {
        return OVERHEAD_BYTES
                + switch (answer) {
                    case Response.Done(@Nullable Bytes previous) -> previous == null ? 0 : previous.length();
                    case Response.Mismatch(@Nullable Bytes found) -> found == null ? 0 : found.length();
                    case Response.Rejected(String reason) -> reason.length();
                    case Response.SessionOpened _, Response.SessionExpired _ -> 0;
                };
    }
}

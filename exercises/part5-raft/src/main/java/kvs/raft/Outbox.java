package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import kvs.raft.Effects.ReadOutcome;
import kvs.raft.Effects.SendChunk;
import kvs.raft.Effects.StoreChunk;
import org.jspecify.annotations.Nullable;

/** Gathers the effects of a turn, and decides which messages have to wait for the disk. */
final class Outbox {
    private final long cluster;
    private final int self;
    private List<Envelope> send = new ArrayList<>();
    private List<Envelope> sendOncePersisted = new ArrayList<>();
    private List<StoreChunk> chunks = new ArrayList<>();
    private List<ReadOutcome> reads = new ArrayList<>();
    private List<SendChunk> sendChunks = new ArrayList<>();

    Outbox(long cluster, int self) {
        this.cluster = cluster;
        this.self = self;
    }

    /** Adds a message to {@code to}. It leaves at once, or waits for the disk: {@link #waitsForDisk}. */
    void send(int to, Message message) {
        (waitsForDisk(message) ? sendOncePersisted : send).add(new Envelope(cluster, self, to, message));
    }

    /** Adds a message that leaves at once, since it promises nothing but what is durable already. */
    void sendDurable(int to, Message message) {
        send.add(new Envelope(cluster, self, to, message));
    }

    void storeChunk(StoreChunk chunk) {
        chunks.add(chunk);
    }

    void sendChunk(SendChunk chunk) {
        sendChunks.add(chunk);
    }

    void reads(List<ReadOutcome> outcomes) {
        reads.addAll(outcomes);
    }

    /**
     * Returns whether a message may leave only once everything is durable that this node has changed so far. It has to wait
     * if it says something that the node must not forget in a crash:
     *
     * <ul>
     *   <li>that a vote was given, since there is one in a term;
     *   <li>a request for votes: the sender has voted for itself, and must not start a second election in the same term;
     *   <li>that entries are in the log, or that a snapshot is installed, since the leader counts them as copies.
     * </ul>
     *
     * <p>All else leaves at once, whether a disk is slow or not: refusals, and pre-votes with their answers, promise
     * nothing, and a leader's entries travel to its followers' disks while its own disk writes them.
     *
     * @exercise 5.4
     */
    static boolean waitsForDisk(Message message) {
        throw new UnsupportedOperationException("exercise 5.4: not written yet");
    }

    /** Returns everything that was gathered, and starts anew. */
    Effects take(@Nullable Write write, long after, List<Entry> apply) {
        Effects effects = new Effects(
                handOut(send),
                handOut(chunks),
                write,
                handOut(sendOncePersisted),
                after,
                apply,
                handOut(reads),
                handOut(sendChunks));
        send = fresh(send);
        sendOncePersisted = fresh(sendOncePersisted);
        chunks = fresh(chunks);
        reads = fresh(reads);
        sendChunks = fresh(sendChunks);
        return effects;
    }

    private static <T> List<T> handOut(List<T> gathered) {
        return gathered.isEmpty() ? List.of() : gathered;
    }

    private static <T> List<T> fresh(List<T> used) {
        return used.isEmpty() ? used : new ArrayList<>();
    }
}

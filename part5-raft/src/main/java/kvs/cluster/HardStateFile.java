package kvs.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import kvs.io.Disk;
import kvs.raft.Configuration;
import kvs.raft.Entry;
import kvs.raft.HardState;
import kvs.raft.Payload;
import kvs.raft.kv.EntryCodec;
import kvs.raft.kv.MalformedMessageException;
import org.jspecify.annotations.Nullable;

/**
 * The file {@code hard-state}: term and vote, and what tells a damaged log from a torn one.
 *
 * <pre>
 *   content := term:u64 vote:u32 mark:u64 damagedUpTo:u64 initial:EntryProto
 * </pre>
 *
 * <p>{@code initial} is an entry 1@1 with the configuration with which the node began: it counts until there is a snapshot.
 * {@link CheckedFile} describes the bytes around the content.
 *
 * <p>One thread.
 */
final class HardStateFile {
    static final String NAME = "hard-state";
    private static final int FIXED_BYTES = 28;

    /**
     * What the file holds.
     *
     * @param mark the index up to which the log, or a snapshot, was durable when the file was written. The log ends here or
     *     later; if it does not, it has been damaged
     * @param damagedUpTo 0; or for a log that was found damaged, how far it had been durable. It equals the mark
     * @param initial the configuration with which the node started for the first time
     */
    record Stored(HardState hardState, long mark, long damagedUpTo, Configuration initial) {}

    private final CheckedFile file;

    HardStateFile(Disk disk, Path directory) {
        file = new CheckedFile(
                disk,
                directory.resolve(NAME),
                "kvs-hst\n",
                1,
                1 << 20,
                "holds the node's term and vote, without which it could vote twice in one term:"
                        + " remove this node from the cluster, and add it under a new id with an empty directory");
    }

    /** Returns what the file holds; null if there is no file. */
    @Nullable
    Stored read() throws IOException {
        ByteBuffer in = file.read();
        if (in == null) {
            return null;
        }
        if (in.remaining() < FIXED_BYTES) {
            throw file.impossible("expected " + FIXED_BYTES + " bytes or more, found " + in.remaining());
        }
        HardState hardState = new HardState(in.getLong(), in.getInt());
        long mark = in.getLong();
        long damagedUpTo = in.getLong();
        if (hardState.term() < 0 || hardState.vote() < 0 || mark < 0 || (damagedUpTo != 0 && damagedUpTo != mark)) {
            throw file.impossible(
                    "no node has " + hardState + " with the mark " + mark + " and damage up to " + damagedUpTo);
        }
        return new Stored(hardState, mark, damagedUpTo, initial(in));
    }

    private Configuration initial(ByteBuffer in) throws IOException {
        byte[] entry = new byte[in.remaining()];
        in.get(entry);
        try {
            if (EntryCodec.decode(entry).payload() instanceof Payload.Reconfigure(Configuration configuration)) {
                return configuration;
            }
        } catch (MalformedMessageException e) {
            throw file.impossible("the initial configuration cannot be read: " + e.getMessage());
        }
        throw file.impossible("the initial configuration is missing");
    }

    /** Replaces the file, durably ({@link CheckedFile#replace}). */
    void store(Stored stored) throws IOException {
        byte[] initial = EntryCodec.encode(new Entry(1, 1, new Payload.Reconfigure(stored.initial)));
        ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + initial.length);
        out.putLong(stored.hardState.term()).putInt(stored.hardState.vote());
        out.putLong(stored.mark).putLong(stored.damagedUpTo).put(initial);
        file.replace(out.array());
    }
}

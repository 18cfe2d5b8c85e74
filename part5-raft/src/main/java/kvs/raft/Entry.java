package kvs.raft;

/**
 * A log entry.
 *
 * @param index its place in the log, 1 or more
 * @param term the term of the leader that created it
 * @param payload what it holds
 */
public record Entry(long index, long term, Payload payload) {

    /** Bytes of an entry in messages and limits, beside its payload. */
    public static final int OVERHEAD_BYTES = 24;

    /** Returns its name. */
    public EntryId id() {
        return new EntryId(index, term);
    }

    /** Returns how many bytes count against the limits of {@link RaftOptions}. */
    public int sizeBytes() {
        return OVERHEAD_BYTES + payload.sizeBytes();
    }
}

package kvs.raft.kv;

/**
 * Names a write of a session, so that the cluster recognizes its repetition (Raft §8, thesis §6.3).
 *
 * @param client the session, as {@link Response.SessionOpened} named it
 * @param sequence the number that the client gave to this write, from 1 on; every repetition carries the same number
 * @param lowestUnanswered the lowest number whose answer the client does not have yet. The cluster forgets the answers
 *     to all lower ones
 */
public record WriteId(long client, long sequence, long lowestUnanswered) {

    /** The highest sequence number. One more is still a number, so that no comparison overflows. */
    public static final long MAX_SEQUENCE = Long.MAX_VALUE - 1;

    public WriteId {
        if (client < 1 || sequence < 1 || sequence > MAX_SEQUENCE) {
            throw new IllegalArgumentException("Write " + sequence + " of session " + client
                    + " has a number out of range; both have to be 1 or more");
        }
        if (lowestUnanswered < 1 || lowestUnanswered > sequence) {
            throw new IllegalArgumentException("Write " + sequence + " of session " + client + " says that the client"
                    + " has the answers to all writes before number " + lowestUnanswered
                    + ", which must be between 1 and the write's own number");
        }
    }

    /** Returns the id of a write that a client sends only after it has the answers to all before it. */
    public static WriteId oneAtATime(long client, long sequence) {
        return new WriteId(client, sequence, sequence);
    }
}

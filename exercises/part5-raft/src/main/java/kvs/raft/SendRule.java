package kvs.raft;

/** What a leader sends to a follower next (Raft §5.3 and §7). */
final class SendRule {
    private SendRule() {}

    /** What is due for a follower. */
    enum Due {
        /** Nothing now. Heartbeats do not depend on this. */
        NOTHING,
        /** A message that names the entry before the follower's next one, with the entries after it, if there are any. */
        ENTRIES,
        /** The snapshot, or its next piece. */
        SNAPSHOT
    }

    /**
     * Returns what is due for a follower. {@link Progress#next} is the entry that it gets next.
     *
     * <ol>
     *   <li>SNAPSHOT if it is being sent one already ({@link Progress#mode}).
     *   <li>SNAPSHOT if the log no longer has the entry before the follower's next one ({@link RaftLog#termAt}): no message
     *       with entries could name it. This does not depend on flow control, since no answer brings such a follower on.
     *   <li>NOTHING if flow control lets no message go now ({@link Progress#maySend}).
     *   <li>ENTRIES in mode PROBE, also if the log has no entry for the follower: the message asks where the logs agree.
     *   <li>In mode REPLICATE, ENTRIES if the log has the follower's next entry, and NOTHING otherwise.
     * </ol>
     *
     * @exercise 5.7
     */
    static Due due(Progress follower, RaftLog log, RaftOptions options) {
        throw new UnsupportedOperationException("exercise 5.7: not written yet");
    }
}

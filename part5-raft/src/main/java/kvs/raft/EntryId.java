package kvs.raft;

/**
 * Names an entry: its place in the log, and the term of the leader that created it. Two logs that have an entry of the
 * same id agree up to it (the Log Matching Property, Raft §5.3).
 *
 * @param index 1 or more; 0 stands for the empty log's beginning
 * @param term 1 or more; 0 with index 0
 */
public record EntryId(long index, long term) {

    /** What lies before the first entry of every log. */
    public static final EntryId NONE = new EntryId(0, 0);

    @Override
    public String toString() {
        return index + "@" + term;
    }
}

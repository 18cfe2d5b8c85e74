package kvs.raft.kv;

/** Bytes that are not a message. The caller drops them and closes the connection that they came from. */
public final class MalformedMessageException extends Exception {
    private static final long serialVersionUID = 1;

    /**
     * Creates the exception.
     *
     * @param field the path of the protobuf field, such as {@code append_entries.previous.index}
     * @param problem what is wrong with it
     */
    public MalformedMessageException(String field, String problem) {
        super(field + ": " + problem);
    }
}

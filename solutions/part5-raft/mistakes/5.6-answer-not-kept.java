/**
 * Asks the session, and never tells it anything. No write is ever recognized.
 *
 * @sees a write that happens again when it is repeated, and sessions without answers
 * @probably the answer is not kept: the session has nothing by which it could recognize the repetition
 */
class KvStateMachine {
    private Response.Applied once(WriteId id, KvCommand write) {
        Response.Applied earlier = sessions.recall(id, timeMillis);
        return earlier != null ? earlier : apply(write);
    }
}

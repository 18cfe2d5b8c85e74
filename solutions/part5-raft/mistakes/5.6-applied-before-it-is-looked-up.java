/**
 * Applies the write first, and then finds that it has an answer already. The client gets the right answer, and the store
 * has changed twice.
 *
 * @sees the first answer, and a store in which the write happened again
 * @probably the write is applied before the session is asked: the answer is right, and the store has changed twice
 */
class KvStateMachine {
    private Response.Applied once(WriteId id, KvCommand write) {
        Response.Applied answer = apply(write);
        Response.Applied earlier = sessions.recall(id, timeMillis);
        if (earlier != null) {
            return earlier;
        }
        sessions.remember(id, answer);
        return answer;
    }
}

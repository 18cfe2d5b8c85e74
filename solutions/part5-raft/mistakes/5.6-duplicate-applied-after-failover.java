/**
 * Applies every write that it gets, since the leader turns repetitions away. The next leader does not know what this one
 * has turned away, and proposes the write again.
 *
 * @shipped CurvineIO/curvine, issue 676: the leader keeps the ids of requests in a cache, and the client repeats its request
 *     at the next one
 * @sees a write that happens again when it is repeated
 * @probably repetitions are applied: each node has to recognize them when it applies an entry
 */
class KvStateMachine {
    private Response.Applied once(WriteId id, KvCommand write) {
        Response.Applied earlier = sessions.recall(id, timeMillis);
        if (earlier instanceof Response.SessionExpired) {
            return earlier;
        }
        Response.Applied answer = apply(write);
        sessions.remember(id, answer);
        return answer;
    }
}

import org.jspecify.annotations.Nullable;

/**
 * Looks for the number in every session. Each client counts from 1, so a client gets the answer to the write of another
 * one, and its own is never applied.
 *
 * @shipped the program in which this course began: the ids of commands counted from 0 on every node
 * @sees the answer to a write of another session
 * @probably the numbers of different sessions are taken for the same: each client counts from 1
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            return new Response.SessionExpired();
        }
        forgetBelow(session, id.lowestUnanswered());
        if (id.sequence() < session.floor()) {
            return new Response.SessionExpired();
        }
        for (Session any : sessions.values()) {
            if (any.answer(id.sequence()) != null) {
                return any.answer(id.sequence());
            }
        }
        return null;
    }
}

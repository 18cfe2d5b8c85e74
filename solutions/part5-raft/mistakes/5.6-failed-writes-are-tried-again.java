import org.jspecify.annotations.Nullable;

/**
 * Gives an answer again only if the write took effect. One that failed is tried again, and may succeed, while its first
 * answer is still on its way to the client.
 *
 * @sees a compare-and-set that fails first and succeeds when it is repeated
 * @probably a write that failed is tried again: its first answer stands, of whichever kind it is
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
        return session.answer(id.sequence()) instanceof Response.Done done ? done : null;
    }
}

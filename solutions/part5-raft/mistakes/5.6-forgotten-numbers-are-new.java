import org.jspecify.annotations.Nullable;

/**
 * Drops the answers that the client has, and then takes their numbers for new ones. A copy of a write that the network
 * kept for a while is applied a second time.
 *
 * @sees a late copy of a write that is applied again
 * @probably a number below the floor counts as new: it was answered, and its answer is forgotten
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            return new Response.SessionExpired();
        }
        forgetBelow(session, id.lowestUnanswered());
        return session.answer(id.sequence());
    }
}

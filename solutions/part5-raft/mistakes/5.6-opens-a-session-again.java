import org.jspecify.annotations.Nullable;

/**
 * Opens a session for a client that has none. Its session was dropped, and with it the answers: the write that it now
 * repeats is applied a second time.
 *
 * @sees a write of a dropped session that is applied
 * @probably a write opens a session: that of its client was dropped, and whether the write was applied is forgotten
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            open(id.client(), nowMillis);
            return null;
        }
        forgetBelow(session, id.lowestUnanswered());
        if (id.sequence() < session.floor()) {
            return new Response.SessionExpired();
        }
        return session.answer(id.sequence());
    }
}

import org.jspecify.annotations.Nullable;

/**
 * Drops the answer to the lowest unanswered number, too: the one that the client lacks. If its write is repeated, it has
 * expired, and the client never learns what became of it.
 *
 * @sees "session expired" for a write that was answered a moment ago
 * @probably the answer to the lowest unanswered number is dropped: it is the first one that the client still lacks
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            return new Response.SessionExpired();
        }
        forgetBelow(session, id.lowestUnanswered() + 1);
        if (id.sequence() < session.floor()) {
            return new Response.SessionExpired();
        }
        return session.answer(id.sequence());
    }
}

import org.jspecify.annotations.Nullable;

/**
 * Keeps every answer. The session grows to its limit, and stays there; late copies of old writes are still answered.
 *
 * @sees answers that the client has acknowledged, and a floor of 1
 * @probably the answers below the lowest unanswered number are kept
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null || id.sequence() < session.floor()) {
            return new Response.SessionExpired();
        }
        return session.answer(id.sequence());
    }
}

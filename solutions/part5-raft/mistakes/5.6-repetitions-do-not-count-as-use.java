import org.jspecify.annotations.Nullable;

/**
 * Answers a repetition without touching the session. A client whose answers are lost repeats for a while; meanwhile its
 * session becomes the oldest, and is dropped.
 *
 * @sees a session that expires although its client writes
 * @probably a session counts as used with every write, a repeated one included
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session known = get(id.client());
        Response.Applied kept = known == null ? null : known.answer(id.sequence());
        if (kept != null && known != null) {
            forgetBelow(known, id.lowestUnanswered());
            return kept;
        }
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            return new Response.SessionExpired();
        }
        forgetBelow(session, id.lowestUnanswered());
        return id.sequence() < session.floor() ? new Response.SessionExpired() : null;
    }
}

import org.jspecify.annotations.Nullable;

/**
 * Takes every number below the highest one for a repetition. A client that has several writes on their way loses those
 * that are overtaken: it is told that they have expired, and they are never applied.
 *
 * @sees writes that are refused although they are new
 * @probably a number below the highest one is taken for a repetition: writes may arrive in any order
 */
class Sessions {
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        Session session = use(id.client(), nowMillis);
        if (session == null) {
            return new Response.SessionExpired();
        }
        forgetBelow(session, id.lowestUnanswered());
        Response.Applied answer = session.answer(id.sequence());
        if (answer != null) {
            return answer;
        }
        boolean isNew = session.answers().isEmpty()
                ? id.sequence() >= session.floor()
                : id.sequence() > session.answers().lastKey();
        return isNew ? null : new Response.SessionExpired();
    }
}

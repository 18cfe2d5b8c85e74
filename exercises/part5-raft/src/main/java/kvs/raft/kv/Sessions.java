package kvs.raft.kv;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The sessions by which each write happens once (Raft §8, thesis §6.3).
 *
 * <p>A client that has no answer repeats its write with the same number. The first time the number is seen, the write is
 * applied and its answer kept; after that, the kept answer is given again. Part of the replicated state: all decisions
 * depend on the log alone, and time is {@linkplain KvStateMachine log time}.
 *
 * <p>A session is dropped when it was not used for {@link ReplicaOptions#sessionTimeoutMillis}, or when it is the least
 * recently used one and a limit is exceeded. Its client's next write is then answered {@link Response.SessionExpired},
 * and not applied: it might be the repetition of a write that was.
 */
final class Sessions {
    private final ReplicaOptions options;

    /** By client; the least recently used one first. */
    private final LinkedHashMap<Long, Session> sessions = new LinkedHashMap<>();

    /** The sum of all {@link Session#bytes}. */
    private long bytes;

    /** The sum of all {@link Session#hash}. */
    private long hash;

    Sessions(ReplicaOptions options) {
        this.options = options;
    }

    /** Drops every session that was not used since {@code sessionTimeoutMillis} before {@code nowMillis}. */
    void expire(long nowMillis) {
        Iterator<Session> byLastUse = sessions.values().iterator();
        while (byLastUse.hasNext()) {
            Session session = byLastUse.next();
            if (nowMillis - session.lastUsedMillis() <= options.sessionTimeoutMillis()) {
                return;
            }
            byLastUse.remove();
            uncount(session);
        }
    }

    /** Opens the session {@code client}. No session of this name was ever opened before. */
    void open(long client, long nowMillis) {
        Session session = new Session(client, 1, nowMillis);
        sessions.put(client, session);
        count(session);
        makeRoom(session);
    }

    /**
     * Decides about a write: whether it is applied, and if not, what its answer is. Null means: apply it, then
     * {@link #remember}. In this order:
     *
     * <ol>
     *   <li>A client without a session gets {@link Response.SessionExpired}: its session was dropped, and whether this
     *       write was applied before is forgotten with it.
     *   <li>Its session counts as used now ({@link #use}), whatever becomes of the write.
     *   <li>The client has the answers to all numbers below {@link WriteId#lowestUnanswered}: they are dropped, and the
     *       session's floor rises to there, if it is not higher already ({@link #forgetBelow}).
     *   <li>A number below the floor gets {@link Response.SessionExpired}: its answer, if there was one, is forgotten.
     *   <li>A number that has an answer gets that answer, of whichever kind ({@link Session#answer}).
     *   <li>Any other number is new, also if a higher one was applied already: a client may have several writes on their
     *       way, and they may arrive in any order.
     * </ol>
     *
     * @param nowMillis log time
     * @exercise 5.6
     */
    Response.@Nullable Applied recall(WriteId id, long nowMillis) {
        throw new UnsupportedOperationException("exercise 5.6: not written yet");
    }

    /** Returns the session of {@code client}, which counts as used now; null if there is none. */
    private @Nullable Session use(long client, long nowMillis) {
        Session session = sessions.remove(client);
        if (session != null) {
            uncount(session);
            session.use(nowMillis);
            count(session);
            sessions.put(client, session); // at the end: the most recently used one
        }
        return session;
    }

    /** Drops a session's answers to numbers below {@code sequence}, and raises its floor to there. The floor never falls. */
    private void forgetBelow(Session session, long sequence) {
        uncount(session);
        session.forgetBelow(sequence);
        count(session);
    }

    /** Keeps the answer to a write that was applied. {@link #recall} was asked before, and its session exists. */
    void remember(WriteId id, Response.Applied answer) {
        Session session = sessions.get(id.client());
        if (session == null) {
            throw new IllegalStateException("Session " + id.client() + " was dropped while its write was applied");
        }
        uncount(session);
        session.remember(id.sequence(), answer);
        if (session.answers().size() > options.maxAnswers()) {
            session.forgetLowest();
        }
        count(session);
        makeRoom(session);
    }

    /** Drops the least recently used sessions until the limits are kept; of the one in use, all answers but the last. */
    private void makeRoom(Session inUse) {
        while (sessions.size() > options.maxSessions() || bytes > options.maxSessionBytes()) {
            Session eldest = sessions.firstEntry().getValue();
            if (eldest != inUse) {
                sessions.remove(eldest.client());
                uncount(eldest);
            } else if (inUse.answers().size() > 1) {
                uncount(inUse);
                inUse.forgetLowest();
                count(inUse);
            } else {
                return;
            }
        }
    }

    /** Adds a session of a snapshot, as the most recently used one. */
    void restore(Session session) {
        sessions.put(session.client(), session);
        count(session);
    }

    private void count(Session session) {
        bytes += session.bytes();
        hash += session.hash();
    }

    private void uncount(Session session) {
        bytes -= session.bytes();
        hash -= session.hash();
    }

    int size() {
        return sessions.size();
    }

    long bytes() {
        return bytes;
    }

    long hash() {
        return hash;
    }

    /** Returns the session of {@code client}, or null; for snapshots and tests, which change nothing. */
    @Nullable
    Session get(long client) {
        return sessions.get(client);
    }

    /** Returns a copy of every session, the least recently used one first. */
    List<Frozen> frozen() {
        return sessions.values().stream().map(Frozen::of).toList();
    }

    /** A session as it was. */
    record Frozen(long client, long lastUsedMillis, long floor, List<Map.Entry<Long, Response.Applied>> answers) {
        static Frozen of(Session session) {
            return new Frozen(
                    session.client(),
                    session.lastUsedMillis(),
                    session.floor(),
                    session.answers().entrySet().stream()
                            .map(answer -> Map.entry(answer.getKey(), answer.getValue()))
                            .toList());
        }
    }
}

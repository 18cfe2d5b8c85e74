package kvs.cluster.client;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** The sessions of a client: usually one; more when more writes are on their way than one may have. */
final class SessionPool {
    /** A write's place in a session. */
    record Place(ClientSession session, long sequence) {}

    /** Opens a session in the cluster. */
    @FunctionalInterface
    interface Opener {
        /** Returns the id of the new session. */
        long open(Deadline deadline) throws ClusterException;
    }

    private final Opener opener;
    private final int maxWrites;

    /** Held by the thread that opens a session. */
    private final ReentrantLock opening = new ReentrantLock();

    private final List<ClientSession> sessions = new ArrayList<>();

    SessionPool(int maxWrites, Opener opener) {
        this.maxWrites = maxWrites;
        this.opener = opener;
    }

    /** Returns a place for a write. Opens a session if none has room. */
    Place begin(Deadline deadline) throws ClusterException {
        Place place = find();
        return place != null ? place : open(deadline);
    }

    private synchronized @Nullable Place find() {
        for (ClientSession session : sessions) {
            long sequence = session.begin();
            if (sequence > 0) {
                return new Place(session, sequence);
            }
        }
        return null;
    }

    private Place open(Deadline deadline) throws ClusterException {
        lockOpening(deadline);
        try {
            // Another thread may have opened one while this one waited.
            Place place = find();
            while (place == null) {
                add(new ClientSession(opener.open(deadline), maxWrites));
                place = find();
            }
            return place;
        } finally {
            opening.unlock();
        }
    }

    private void lockOpening(Deadline deadline) throws ClusterException {
        try {
            if (!opening.tryLock(deadline.left(), TimeUnit.NANOSECONDS)) {
                throw deadline.unavailable("no session could be opened");
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw deadline.unavailable("the thread was interrupted");
        }
    }

    private synchronized void add(ClientSession session) {
        sessions.add(session);
    }

    /** Ends a write. */
    void end(Place place) {
        place.session().end(place.sequence());
    }

    /** Uses this session no more: it has expired. */
    synchronized void drop(ClientSession session) {
        sessions.remove(session);
    }
}

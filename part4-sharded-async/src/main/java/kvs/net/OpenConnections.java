package kvs.net;

import java.util.ArrayList;
import java.util.function.Consumer;

/**
 * The connections of one loop, in no order; each knows its index.
 *
 * <p>For the loop's own thread.
 */
final class OpenConnections {
    private static final Connection[] NONE = {};

    private final ArrayList<Connection> connections = new ArrayList<>();

    void add(Connection connection) {
        connection.index = connections.size();
        connections.add(connection);
    }

    /** Removes a connection; returns whether it was there. */
    boolean remove(Connection connection) {
        if (connection.index < 0) {
            return false;
        }
        Connection last = connections.removeLast();
        if (last != connection) {
            connections.set(connection.index, last);
            last.index = connection.index;
        }
        connection.index = -1;
        return true;
    }

    boolean isEmpty() {
        return connections.isEmpty();
    }

    /** Calls {@code action} for each connection that is there now; the action may close any of them. */
    void forEach(Consumer<Connection> action) {
        for (Connection connection : connections.toArray(NONE)) {
            action.accept(connection);
        }
    }

    /** Closes those whose deadline has passed. Returns the nanoseconds to the next deadline; Long.MAX_VALUE if there is none. */
    long closeLate(long now) {
        long next = Long.MAX_VALUE;
        for (Connection connection : connections.toArray(NONE)) {
            long left = connection.nanosToDeadline(now);
            if (left <= 0) {
                connection.closeLate();
            } else {
                next = Math.min(next, left);
            }
        }
        return next;
    }
}

package kvs.raft.kv;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/**
 * The linearizable reads that have no answer yet. Each waits first until the leader knows an index from which it may be
 * answered, then until the state machine has applied that index.
 */
final class OpenReads {
    private record Waiting(Request request, long deadlineTick) {}

    /** A read that may be answered from any state at or after {@code index}. */
    private record Ready(long index, long ticket) {}

    /** All reads that have no answer, by ticket, the oldest first. */
    private final Map<Long, Waiting> open = new LinkedHashMap<>();

    /** The ones whose index is known. Some may have been answered since: those are no longer in {@code open}. */
    private final PriorityQueue<Ready> ready = new PriorityQueue<>(
            (a, b) -> a.index != b.index ? Long.compare(a.index, b.index) : Long.compare(a.ticket, b.ticket));

    void add(long ticket, Request read, long deadlineTick) {
        open.put(ticket, new Waiting(read, deadlineTick));
    }

    int size() {
        return open.size();
    }

    /** The read may be answered from any state at or after {@code index}. */
    void ready(long ticket, long index) {
        if (open.containsKey(ticket)) {
            ready.add(new Ready(index, ticket));
        }
    }

    /** Closes a read; returns whether it was open. */
    boolean close(long ticket) {
        return open.remove(ticket) != null;
    }

    /** Returns the ticket and request of a read that may be answered from the state at {@code applied}, or null. */
    Map.@Nullable Entry<Long, Request> poll(long applied) {
        while (!ready.isEmpty() && ready.peek().index <= applied) {
            long ticket = ready.poll().ticket;
            Waiting waiting = open.remove(ticket);
            if (waiting != null) {
                return Map.entry(ticket, waiting.request);
            }
        }
        return null;
    }

    /** Returns the tickets of all reads whose deadline is before {@code tick}, and closes them. */
    List<Long> closeOverdue(long tick) {
        List<Long> closed = new ArrayList<>();
        Iterator<Map.Entry<Long, Waiting>> oldest = open.entrySet().iterator();
        while (oldest.hasNext()) {
            Map.Entry<Long, Waiting> read = oldest.next();
            if (read.getValue().deadlineTick >= tick) {
                break;
            }
            closed.add(read.getKey());
            oldest.remove();
        }
        return closed;
    }
}

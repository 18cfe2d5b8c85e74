package kvs.cluster.local;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What happened in the cluster lately, as lines of the simulator's trace: the last {@value #MAX_EVENTS} events, and none older
 * than two minutes. Of what is older, the last of each kind that the drawing builds on is kept: how each node stands, whether it
 * is up, and which are cut off.
 */
final class EventLog {
    static final int MAX_EVENTS = 20_000;
    static final long MAX_AGE_MICROS = 120_000_000;

    private final ArrayDeque<Event> events = new ArrayDeque<>();

    /** The last event of each kind that is no longer among {@link #events}. */
    private final Map<String, Event> before = new LinkedHashMap<>();

    private long numbered;
    private long lastMicros;

    /**
     * An event.
     *
     * @param micros since the cluster started
     * @param kind of the events that it makes obsolete; empty if it is gone when it is old
     * @param fields as JSON, without the brace at the beginning: {@code "ev":"crash","node":2}}
     */
    record Event(long micros, String kind, String fields) {}

    /** Adds an event. One that comes late, such as that of a node that was paused, takes the time of the last one. */
    synchronized void add(Event event) {
        lastMicros = Math.max(lastMicros, event.micros());
        numbered++;
        events.add(new Event(lastMicros, event.kind(), event.fields()));
        while (events.size() > MAX_EVENTS || events.getFirst().micros() < lastMicros - MAX_AGE_MICROS) {
            Event old = events.removeFirst();
            if (!old.kind().isEmpty()) {
                before.remove(old.kind());
                before.put(old.kind(), old);
            }
        }
    }

    /** Returns the number of the last event; they count from 1. */
    synchronized long last() {
        return numbered;
    }

    /** Returns whether every event after this number is still there. */
    synchronized boolean has(long number) {
        return number >= numbered - events.size() && number <= numbered;
    }

    /** Returns the lines of the events after this number; if some of them are gone, what is left to begin with. */
    synchronized List<String> after(long number) {
        long first = numbered - events.size();
        List<String> lines = new ArrayList<>();
        if (!has(number)) {
            for (Event event : before.values()) {
                lines.add(line(first, events.getFirst().micros(), event));
            }
        }
        long at = first;
        for (Event event : events) {
            at++;
            if (at > number || !has(number)) {
                lines.add(line(at, event.micros(), event));
            }
        }
        return lines;
    }

    private static String line(long number, long micros, Event event) {
        return "{\"n\":" + number + ",\"t\":" + micros + "," + event.fields();
    }
}

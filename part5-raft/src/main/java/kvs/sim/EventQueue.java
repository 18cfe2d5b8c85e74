package kvs.sim;

import java.util.Arrays;

/**
 * What is going to happen, ordered by virtual time; events of the same time in the order in which they were added. A
 * binary heap over primitive keys: a run takes millions of events from it.
 *
 * @param <E> what an event is
 */
final class EventQueue<E> {
    private static final int INITIAL = 1024;

    private long[] times = new long[INITIAL];
    /** Breaks ties: the number of events added before this one. */
    private long[] numbers = new long[INITIAL];

    private Object[] events = new Object[INITIAL];
    private int size;
    private long added;

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** Returns the time of the next event; the queue must not be empty. */
    long nextTime() {
        return times[0];
    }

    void add(long time, E event) {
        if (size == times.length) {
            grow();
        }
        siftUp(size++, time, added++, event);
    }

    /** Removes the next event; the queue must not be empty. */
    @SuppressWarnings("unchecked")
    E remove() {
        E first = (E) events[0];
        int last = --size;
        long time = times[last];
        long number = numbers[last];
        Object event = events[last];
        events[last] = GONE;
        if (last > 0) {
            siftDown(time, number, event);
        }
        return first;
    }

    /** Fills a slot that is no longer used, so that the queue does not keep the event in memory. */
    private static final Object GONE = new Object();

    private void siftUp(int from, long time, long number, Object event) {
        int at = from;
        while (at > 0) {
            int parent = (at - 1) >>> 1;
            if (isBefore(times[parent], numbers[parent], time, number)) {
                break;
            }
            move(parent, at);
            at = parent;
        }
        put(at, time, number, event);
    }

    private void siftDown(long time, long number, Object event) {
        int at = 0;
        while (true) {
            int child = 2 * at + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && isBefore(times[child + 1], numbers[child + 1], times[child], numbers[child])) {
                child++;
            }
            if (isBefore(time, number, times[child], numbers[child])) {
                break;
            }
            move(child, at);
            at = child;
        }
        put(at, time, number, event);
    }

    private static boolean isBefore(long time, long number, long otherTime, long otherNumber) {
        return time < otherTime || (time == otherTime && number < otherNumber);
    }

    private void move(int from, int to) {
        put(to, times[from], numbers[from], events[from]);
    }

    private void put(int at, long time, long number, Object event) {
        times[at] = time;
        numbers[at] = number;
        events[at] = event;
    }

    private void grow() {
        int larger = 2 * size;
        times = Arrays.copyOf(times, larger);
        numbers = Arrays.copyOf(numbers, larger);
        events = Arrays.copyOf(events, larger);
    }
}

package kvs.net;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The timers of one loop, earliest first: a binary heap in which each timer knows its place, so that a
 * cancelled timer leaves the heap at once. For the loop's thread. Holds no thread and no clock: the loop says what time it is.
 */
final class Timers {
    /**
     * Invariant: {@code heap[(i - 1) / 2]} is due no later than {@code heap[i]}, for each i below {@code size}. From
     * {@code size} on, all are null.
     */
    private @Nullable Timer[] heap = new Timer[16];

    private int size;

    /** Schedules {@code timer} at {@code due}, in nanoseconds on the loop's clock; moves it if it is scheduled. */
    void schedule(Timer timer, long due) {
        remove(timer);
        if (size == heap.length) {
            heap = Arrays.copyOf(heap, 2 * size);
        }
        timer.due = due;
        place(timer, size++);
        up(timer);
    }

    void remove(Timer timer) {
        if (timer.index < 0) {
            return;
        }
        int hole = timer.index;
        timer.index = -1;
        Timer last = at(--size);
        heap[size] = null;
        if (last != timer) {
            place(last, hole);
            up(last);
            down(last);
        }
    }

    int size() {
        return size;
    }

    /** Returns the time from {@code now} until the next timer is due, 0 or less if it is; Long.MAX_VALUE without one. */
    long nanosToNext(long now) {
        return size == 0 ? Long.MAX_VALUE : at(0).due - now;
    }

    /** Takes the next timer that is due at {@code now} out of the heap, and returns its task; null if there is none. */
    @Nullable
    Runnable nextDue(long now) {
        if (nanosToNext(now) > 0) {
            return null;
        }
        Timer first = at(0);
        remove(first);
        return first.task;
    }

    private void up(Timer timer) {
        while (timer.index > 0) {
            Timer parent = at((timer.index - 1) / 2);
            // Nanoseconds may overflow: only differences can be compared.
            if (parent.due - timer.due <= 0) {
                return;
            }
            swap(parent, timer);
        }
    }

    private void down(Timer timer) {
        while (true) {
            int child = 2 * timer.index + 1;
            if (child >= size) {
                return;
            }
            if (child + 1 < size && at(child + 1).due - at(child).due < 0) {
                child++;
            }
            if (timer.due - at(child).due <= 0) {
                return;
            }
            swap(timer, at(child));
        }
    }

    private void swap(Timer above, Timer below) {
        int high = above.index;
        place(above, below.index);
        place(below, high);
    }

    private Timer at(int index) {
        return Objects.requireNonNull(heap[index], "an index below size has a timer");
    }

    private void place(Timer timer, int index) {
        heap[index] = timer;
        timer.index = index;
    }
}

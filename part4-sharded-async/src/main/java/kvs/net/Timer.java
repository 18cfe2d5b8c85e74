package kvs.net;

/** A task that a loop runs once, later. For the loop's thread. */
public final class Timer {
    private final Timers timers;
    final Runnable task;

    /** On the loop's clock, in nanoseconds. */
    long due;

    /** Where the timer stands in the heap of {@link Timers}, or -1. */
    int index = -1;

    Timer(Timers timers, Runnable task) {
        this.timers = timers;
        this.task = task;
    }

    /** Sees to it that the task does not run. Does nothing if it has run or was cancelled. */
    public void cancel() {
        timers.remove(this);
    }

    /** Returns whether the task is going to run. */
    public boolean isScheduled() {
        return index >= 0;
    }
}

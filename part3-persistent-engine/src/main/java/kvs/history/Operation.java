package kvs.history;

/**
 * One recorded call.
 *
 * <p>The unit of time is the recorder's: disk operations, events of a simulator, or nanoseconds of a clock that all
 * clients share. It only has to order the beginnings and ends.
 *
 * @param call what was called, with its arguments; where a check needs the answer, with the answer
 * @param invoked when the call began
 * @param returned when it returned, or {@link #NEVER}
 */
public record Operation<C>(C call, long invoked, long returned) {

    /** The end of a call that was never answered. It may have had its effect, may still have it, or may never have it. */
    public static final long NEVER = Long.MAX_VALUE;

    public Operation {
        if (invoked > returned || invoked == NEVER) {
            throw new IllegalArgumentException("an operation that was invoked at " + invoked
                    + " cannot have returned at " + returned + ": record both times with the same clock");
        }
    }

    /** Returns whether the call has returned. */
    public boolean answered() {
        return returned != NEVER;
    }
}

package kvs.engine.log;

/**
 * When a write is safe: what a caller knows when {@code set} or {@code remove} returns.
 *
 * <pre>
 *              survives a kill of the process     survives loss of power
 *   ALWAYS     yes                                yes
 *   INTERVAL   yes                                if it is older than the interval
 *   NEVER      yes                                when the operating system got round to it: some 30 seconds
 * </pre>
 *
 * <p>Whatever was lost, it is the last writes, all from some moment on: never one from among others that are there.
 */
public enum Fsync {
    ALWAYS,
    INTERVAL,
    NEVER
}

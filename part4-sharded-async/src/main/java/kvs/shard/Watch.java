package kvs.shard;

/**
 * What a client watches (WATCH): broken as soon as one of its keys changes, in any shard. Any thread may break it and
 * ask.
 */
public final class Watch {
    private volatile boolean broken;

    /** Notes that a watched key has changed. */
    void breakIt() {
        broken = true;
    }

    /** Returns whether a watched key has changed. */
    public boolean isBroken() {
        return broken;
    }
}

package kvs.raft;

import java.util.ArrayDeque;

/**
 * Knows which writes have been issued to the disk, which of them are complete, and so up to which entry the log is
 * durable. Writes complete in any order, but a write counts only once all before it are complete: the disk may hold the
 * entries of the fifth write and not those of the fourth, and a log with a hole is no log.
 */
final class Durability {

    /** A write that was issued and does not count yet. */
    private static final class Pending {
        final long number;

        /** The last index of the log after this write; lower once later entries took the place of some. */
        long last;

        boolean complete;

        Pending(long number, long last) {
            this.number = number;
            this.last = last;
        }
    }

    /** By ascending number. */
    private final ArrayDeque<Pending> pending = new ArrayDeque<>();

    /** The number of the last write issued; 0 before the first. */
    private long issued;

    /** The entries up to this index are durable, and are the ones in the log. */
    private long durable;

    /** @param durable the last index of the log with which the node starts */
    Durability(long durable) {
        this.durable = durable;
    }

    /** Returns the number of the last write issued, 0 before the first. */
    long issued() {
        return issued;
    }

    /** Returns the number of the last write that is complete together with all before it. */
    long completed() {
        return pending.isEmpty() ? issued : pending.getFirst().number - 1;
    }

    /** Returns the index up to which the log is durable. */
    long durable() {
        return durable;
    }

    /**
     * Issues a write, and returns its number: one more than that of the write before. Nothing is complete or durable by
     * that, on a leader either: the write is on its way to the disk.
     *
     * @param last the last index of the log after this write
     * @exercise 5.4
     */
    long issue(long last) {
        throw new UnsupportedOperationException("exercise 5.4: not written yet");
    }

    /**
     * Notes that the write {@code number} is complete. A write counts once it and all writes before it are complete; it
     * is then no longer {@link #pending}, and the log is durable up to the {@link Pending#last} of the latest write that
     * counts. It never falls by that: no write is issued whose last is lower, and {@link #truncated} lowers both. A
     * number that was not issued, or that is complete already, changes nothing.
     *
     * @exercise 5.4
     */
    void complete(long number) {
        throw new UnsupportedOperationException("exercise 5.4: not written yet");
    }

    /**
     * Notes that the entries from {@code index} on were removed from the log. What the disk holds there, or will hold by a
     * write already issued, are not the log's entries any more: neither {@link #durable} nor the {@link Pending#last} of
     * a pending write is {@code index} or more after this call. Lower ones stay.
     *
     * @exercise 5.4
     */
    void truncated(long index) {
        throw new UnsupportedOperationException("exercise 5.4: not written yet");
    }

    /** Notes a durable snapshot: what it covers is durable, whatever became of the entries. */
    void covered(long index) {
        durable = Math.max(durable, index);
        for (Pending write : pending) {
            write.last = Math.max(write.last, index);
        }
    }
}

package kvs.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The log of a node: a snapshot, the entries after it (and a few before its end), how far they are committed, and how
 * far they have been applied.
 *
 * <pre>
 *        snapshot.last        applied        commit                last
 *   ─────────┼───────────────────┼──────────────┼────────────────────┤
 *     first … entries kept in memory …                               │
 *   before: the entry in front of the first one
 * </pre>
 *
 * <p>Keeps {@code before ≤ snapshot.last ≤ applied ≤ commit ≤ last}.
 */
final class RaftLog {
    private final Durability durability;
    private final Membership membership;

    /** Consecutive; the first is the one after {@link #before}. */
    private final ArrayList<Entry> entries = new ArrayList<>();

    /** The last entry that is no longer in {@link #entries}. */
    private EntryId before;

    /** The newest durable snapshot. */
    private Snapshot snapshot;

    private long commit;
    private long applied;

    /** Sum of the sizes of the entries after {@link #commit}. */
    private long uncommittedBytes;

    /** Entries from this index on have not been handed to a {@link Write}. */
    private long unwritten;

    /** A snapshot that was received and has not been handed to a {@link Write}. */
    private boolean installed;

    RaftLog(Restored restored) {
        snapshot = restored.snapshot();
        before = snapshot.last();
        commit = before.index();
        applied = before.index();
        membership = new Membership(snapshot);
        for (Entry entry : restored.entries()) {
            if (entry.index() != lastIndex() + 1) {
                throw new IllegalArgumentException(
                        "The restored log has entry " + entry.id() + " after entry " + last() + ": there is a hole");
            }
            add(entry);
        }
        unwritten = lastIndex() + 1;
        durability = new Durability(lastIndex());
    }

    Durability durability() {
        return durability;
    }

    Membership membership() {
        return membership;
    }

    Snapshot snapshot() {
        return snapshot;
    }

    long firstIndex() {
        return before.index() + 1;
    }

    long lastIndex() {
        return before.index() + entries.size();
    }

    EntryId last() {
        return entries.isEmpty() ? before : entries.getLast().id();
    }

    long commit() {
        return commit;
    }

    long applied() {
        return applied;
    }

    long uncommittedBytes() {
        return uncommittedBytes;
    }

    /** Returns the term of the entry at {@code index}; -1 if the log no longer has it, or does not have it yet. */
    long termAt(long index) {
        if (index == before.index()) {
            return before.term();
        }
        return index < before.index() || index > lastIndex() ? -1 : at(index).term();
    }

    boolean contains(EntryId id) {
        return termAt(id.index()) == id.term();
    }

    /** Returns the entry at {@code index}, which has to be in the log. */
    Entry at(long index) {
        return entries.get((int) (index - firstIndex()));
    }

    /**
     * Returns the last entry at which this log may agree with one that has {@code other} in it: not after it, and not of a
     * later term. Never before {@link #before}.
     */
    EntryId lastNotAfter(EntryId other) {
        long index = Math.min(other.index(), lastIndex());
        while (index > before.index() && at(index).term() > other.term()) {
            index--;
        }
        return index <= before.index() ? before : at(index).id();
    }

    /** Returns entries from {@code from} to {@code to}, at most {@code maxBytes} of them, but at least one. */
    List<Entry> slice(long from, long to, long maxBytes) {
        int begin = (int) (from - firstIndex());
        int limit = (int) (Math.min(to, lastIndex()) - firstIndex()) + 1;
        int end = begin;
        long bytes = 0;
        while (end < limit) {
            bytes += entries.get(end).sizeBytes();
            if (bytes > maxBytes && end > begin) {
                break;
            }
            end++;
        }
        return begin >= end ? List.of() : List.copyOf(entries.subList(begin, end));
    }

    /** Appends an entry directly after the last one. */
    void append(Entry entry) {
        if (entry.index() != lastIndex() + 1) {
            throw new IllegalStateException("Entry " + entry.id() + " does not follow the log's last, " + last());
        }
        add(entry);
    }

    private void add(Entry entry) {
        entries.add(entry);
        membership.appended(entry);
        uncommittedBytes += entry.sizeBytes();
    }

    /** Removes the entries from {@code index} on. None of them may be committed. */
    void truncate(long index) {
        if (index <= commit) {
            throw new IllegalStateException(
                    "Entries from " + index + " on were to be removed, and those up to " + commit + " are committed");
        }
        while (lastIndex() >= index) {
            uncommittedBytes -= entries.removeLast().sizeBytes();
        }
        membership.truncated(index);
        durability.truncated(index);
        unwritten = Math.min(unwritten, index);
    }

    /** Raises the commit index to {@code index}, which must not be after the last entry; a lower one changes nothing. */
    void commitTo(long index) {
        if (index > lastIndex()) {
            throw new IllegalStateException("Index " + index + " was to be committed, and the log ends with " + last());
        }
        while (commit < index) {
            commit++;
            uncommittedBytes -= at(commit).sizeBytes();
        }
    }

    /** Returns the next entries to apply, at most {@code maxBytes} of them but at least one if there is one, and counts them as applied. */
    List<Entry> takeCommitted(long maxBytes) {
        if (applied == commit) {
            return List.of();
        }
        List<Entry> taken = slice(applied + 1, commit, maxBytes);
        applied += taken.size();
        return taken;
    }

    /** Returns whether something has to be written. */
    boolean hasUnwritten() {
        return installed || unwritten <= lastIndex();
    }

    /** Returns the snapshot that was installed since the last call, if one was, and the entries to write; they count as handed out. */
    Unwritten takeUnwritten() {
        Unwritten taken = new Unwritten(installed, slice(unwritten, lastIndex(), Long.MAX_VALUE));
        installed = false;
        unwritten = lastIndex() + 1;
        return taken;
    }

    record Unwritten(boolean snapshot, List<Entry> entries) {}

    /** Notes a durable snapshot of this node's own, and forgets entries more than {@code kept} before its end. */
    void compact(Snapshot taken, int kept) {
        snapshot = taken;
        durability.covered(taken.last().index());
        long end = taken.last().index() - kept;
        if (end > before.index()) {
            EntryId last = at(end).id();
            entries.subList(0, (int) (end - before.index())).clear();
            before = last;
            membership.compacted(end);
        }
    }

    /**
     * Starts again from a snapshot that was received, which ends after the commit index. The whole log gives way to it: no
     * entry stays, not even one after the snapshot's end, since those before it are not the leader's.
     *
     * <ul>
     *   <li>The log has no entries, and begins and ends with the last entry of the snapshot ({@link #before}). No bytes are
     *       uncommitted.
     *   <li>What the snapshot covers is committed, and it is applied: the state machine starts from the snapshot.
     *   <li>The configuration is that of the snapshot ({@link Membership#installed}).
     *   <li>Nothing of this log is durable before the next write is complete, not even by a write that was issued earlier
     *       ({@link Durability#truncated}, from index 1 on). That write has the snapshot ({@link #installed}) and the
     *       entries after it ({@link #unwritten}).
     * </ul>
     *
     * @exercise 5.7
     */
    void install(Snapshot received) {
        throw new UnsupportedOperationException("exercise 5.7: not written yet");
    }
}

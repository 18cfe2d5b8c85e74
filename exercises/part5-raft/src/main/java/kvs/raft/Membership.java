package kvs.raft;

import java.util.ArrayList;
import java.util.List;

/**
 * The configurations in a node's log, and the one before it: the only place that knows who the members are, after a
 * restart, a truncated log and an installed snapshot as well.
 */
final class Membership {

    /** A configuration and the index of the entry, or of the snapshot's last entry, that brought it. */
    private record At(long index, Configuration configuration) {}

    /** By ascending index, never empty. The first is that of the snapshot, or the last one before the log's first entry. */
    private final List<At> history = new ArrayList<>();

    Membership(Snapshot snapshot) {
        history.add(new At(snapshot.last().index(), snapshot.configuration()));
    }

    /** Returns the configuration in force: the latest in the log, committed or not (Raft §6). */
    Configuration current() {
        return history.getLast().configuration;
    }

    /** Returns the index of the entry that brought the configuration in force. */
    long currentIndex() {
        return history.getLast().index;
    }

    /** Returns the configuration as of the entry at {@code index}. */
    Configuration at(long index) {
        for (int i = history.size() - 1; i > 0; i--) {
            if (history.get(i).index <= index) {
                return history.get(i).configuration;
            }
        }
        return history.getFirst().configuration;
    }

    /**
     * Notes an entry that was appended to the log, on a leader or a follower. If it holds a configuration
     * ({@link Payload.Reconfigure}), that one is in force from now on: as soon as it is in the log, before it is committed.
     *
     * @exercise 5.8
     */
    void appended(Entry entry) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }

    /**
     * Forgets the configurations of entries that were removed from the log's end: those at {@code fromIndex} and after it. The
     * one before them is in force again. The first of the history always stays.
     *
     * @exercise 5.8
     */
    void truncated(long fromIndex) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }

    /** Forgets configurations before the one that was in force at {@code index}. */
    void compacted(long index) {
        while (history.size() > 1 && history.get(1).index <= index) {
            history.removeFirst();
        }
    }

    /**
     * Starts again from a snapshot that was received, and that has taken the place of the whole log: its configuration, at the
     * index of its last entry, is the only one that is left.
     *
     * @exercise 5.8
     */
    void installed(Snapshot snapshot) {
        throw new UnsupportedOperationException("exercise 5.8: not written yet");
    }
}

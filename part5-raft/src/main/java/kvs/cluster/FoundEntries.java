package kvs.cluster;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import kvs.log.RecordVisitor;
import kvs.log.SegmentInfo;
import kvs.raft.Entry;
import kvs.raft.EntryId;
import kvs.raft.kv.EntryCodec;
import kvs.raft.kv.MalformedMessageException;

/**
 * The entries that a log holds when the node starts, as far as they follow the snapshot.
 *
 * <pre>
 *   records   48  49  50  51  52  53  54      57  58
 *                     ^base   entries         ^ a gap: 55 is missing
 * </pre>
 *
 * <p>One thread.
 */
final class FoundEntries implements RecordVisitor {
    private final Path directory;
    private final EntryId base;
    private final List<Entry> entries = new ArrayList<>();

    /** The index of the first record; 0 if there is none. */
    private long first;

    /** The index of the last record; 0 if there is none. */
    private long last;

    /** The term of the entry at the index of the snapshot; -1 if the log does not have it. */
    private long termAtBase = -1;

    /** Whether there was a record that does not follow what is before it: it and all after it do not count. */
    private boolean gap;

    /** @param base the last entry that the snapshot covers */
    FoundEntries(Path directory, EntryId base) {
        this.directory = directory;
        this.base = base;
    }

    @Override
    public void record(int segment, int offset, int length, long sequence, ByteBuffer payload) throws IOException {
        first = first == 0 ? sequence : first;
        last = sequence;
        if (sequence < base.index() || gap) {
            return;
        }
        Entry entry = decoded(segment, offset, sequence, payload);
        if (sequence == base.index()) {
            termAtBase = entry.term();
        } else if (sequence == end() + 1 && entry.term() >= lastTerm()) {
            entries.add(entry);
        } else {
            gap = true;
        }
    }

    private Entry decoded(int segment, int offset, long sequence, ByteBuffer payload) throws IOException {
        byte[] bytes = new byte[payload.remaining()];
        payload.get(bytes);
        String problem;
        try {
            Entry entry = EntryCodec.decode(bytes);
            if (entry.index() == sequence) {
                return entry;
            }
            problem = "it holds entry " + entry.id();
        } catch (MalformedMessageException e) {
            problem = String.valueOf(e.getMessage());
        }
        throw new IOException(directory.resolve(SegmentInfo.fileName(segment)) + " at offset " + offset
                + ": expected entry " + sequence + " of a Raft log, found something else: " + problem
                + "; is this the directory of another program? Choose an empty one");
    }

    private long lastTerm() {
        return entries.isEmpty() ? base.term() : entries.getLast().term();
    }

    /** Returns the entries after the snapshot, without a gap. */
    List<Entry> entries() {
        return entries;
    }

    /** Returns the index of the last of {@link #entries}; that of the snapshot if there are none. */
    long end() {
        return base.index() + entries.size();
    }

    long first() {
        return first;
    }

    long last() {
        return last;
    }

    /** Returns whether the log has another entry at the index of the snapshot: its entries after that are of another past. */
    boolean contradictsSnapshot() {
        return termAtBase >= 0 && termAtBase != base.term();
    }

    /** Returns whether records follow {@link #entries} that do not count. */
    boolean hasGap() {
        return gap;
    }
}

package kvs.raft;

import java.util.List;
import kvs.raft.Message.AppendEntries;
import kvs.raft.Message.AppendEntriesResponse;
import kvs.raft.Message.InstallSnapshot;
import kvs.raft.Message.InstallSnapshotResponse;
import kvs.raft.Message.PreVote;
import kvs.raft.Message.PreVoteResponse;
import kvs.raft.Message.RequestVote;
import kvs.raft.Message.RequestVoteResponse;
import kvs.raft.Message.TimeoutNow;

/**
 * Whether a message makes sense in itself: no node of a cluster sends one that does not, but something else at the other end
 * of a connection might.
 */
final class Validity {
    /** No log reaches this index. One near the end of the numbers would leave none for the entries after it. */
    private static final long MAX_INDEX = 1L << 60;

    private Validity() {}

    static boolean isWellFormed(Message message) {
        long term = message.term();
        return switch (message) {
            case RequestVote request -> isId(request.last(), term);
            case PreVote question -> isId(question.last(), term);
            case AppendEntries append ->
                isId(append.previous(), term)
                        && areConsecutive(append.previous(), append.entries(), term)
                        && append.commit() >= 0
                        && append.round() >= 0;
            case AppendEntriesResponse response ->
                response.index() >= 0 && response.round() >= 0 && isId(response.hint(), Long.MAX_VALUE);
            case InstallSnapshot piece ->
                isId(piece.snapshot().last(), term)
                        && piece.snapshot().last().index() > 0
                        && piece.offset() >= 0
                        && piece.round() >= 0;
            case InstallSnapshotResponse response ->
                isId(response.last(), Long.MAX_VALUE) && response.received() >= 0 && response.round() >= 0;
            case PreVoteResponse response -> response.asked() >= 0;
            case RequestVoteResponse _, TimeoutNow _ -> true;
        };
    }

    private static boolean isId(EntryId id, long maxTerm) {
        return id.index() == 0
                ? id.term() == 0
                : id.index() > 0 && id.index() <= MAX_INDEX && id.term() > 0 && id.term() <= maxTerm;
    }

    /** Returns whether each entry follows the one before it, with a term that is not lower, and not higher than the leader's. */
    private static boolean areConsecutive(EntryId previous, List<Entry> entries, long term) {
        long index = previous.index();
        long last = previous.term();
        for (Entry entry : entries) {
            if (entry.index() != index + 1 || entry.term() < Math.max(last, 1) || entry.term() > term) {
                return false;
            }
            index = entry.index();
            last = entry.term();
        }
        return true;
    }
}

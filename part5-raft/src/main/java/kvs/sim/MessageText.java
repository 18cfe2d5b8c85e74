package kvs.sim;

import java.util.List;
import kvs.raft.Entry;
import kvs.raft.Message;

/** A message in a few words. */
public final class MessageText {
    private MessageText() {}

    /** Returns what a message says. */
    public static String of(Message message) {
        return switch (message) {
            case Message.RequestVote vote ->
                "vote for me, my log ends at " + vote.last() + (vote.transfer() ? " (transfer)" : "");
            case Message.RequestVoteResponse response -> response.granted() ? "you have my vote" : "no vote";
            case Message.PreVote question -> "would you vote for me? my log ends at " + question.last();
            case Message.PreVoteResponse response -> response.granted() ? "I would vote for you" : "I would not";
            case Message.AppendEntries append ->
                range(append.entries()) + " after " + append.previous() + ", commit " + append.commit()
                        + (append.inDoubt() ? ", in doubt" : "");
            case Message.AppendEntriesResponse response ->
                response.success()
                        ? "our logs agree up to " + response.index()
                        : "I do not have entry " + response.index() + "; perhaps " + response.hint();
            case Message.InstallSnapshot piece ->
                "snapshot " + piece.snapshot().last() + ", " + piece.chunk().length + " bytes at " + piece.offset()
                        + (piece.done() ? ", the last" : "");
            case Message.InstallSnapshotResponse response ->
                response.installed()
                        ? "snapshot " + response.last() + " is installed"
                        : "I have " + response.received() + " bytes of snapshot " + response.last();
            case Message.TimeoutNow _ -> "start an election now";
        };
    }

    private static String range(List<Entry> entries) {
        if (entries.isEmpty()) {
            return "heartbeat";
        }
        return entries.size() == 1
                ? "entry " + entries.getFirst().id()
                : "entries " + entries.getFirst().id() + " to "
                        + entries.getLast().id();
    }
}

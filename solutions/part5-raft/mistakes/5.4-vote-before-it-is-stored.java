/**
 * Lets a vote leave at once. If the node crashes before its force, it has forgotten the vote, and gives another one in
 * the same term.
 *
 * @shipped lu-raft-kv, issue 33, and other public Rafts in Java, which do not store their votes at all
 * @sees two leaders in one term, after a crash at the wrong moment
 * @probably a vote leaves before it is durable: after a crash the node may vote again in the same term
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> true;
            case RequestVoteResponse _ -> false;
            case AppendEntriesResponse response -> response.success();
            case InstallSnapshotResponse response -> response.installed();
            case PreVote _, PreVoteResponse _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

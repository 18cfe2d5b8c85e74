/**
 * Acknowledges a snapshot when its last piece was received. The leader then counts all entries that it covers.
 *
 * @shipped d-engine until 2026: acknowledged before it was installed
 * @sees an answer that says installed, and leaves before the snapshot is durable
 * @probably a node says that a snapshot is installed before it is on its disk
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> true;
            case RequestVoteResponse response -> response.granted();
            case AppendEntriesResponse response -> response.success();
            case InstallSnapshotResponse _ -> false;
            case PreVote _, PreVoteResponse _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

/**
 * Treats an answer to a pre-vote like a vote. It changes neither term nor vote, so there is nothing to store.
 *
 * @sees answers to pre-votes that wait for the disk
 * @probably a pre-vote is not a vote: nothing is stored, so nothing is waited for
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> true;
            case RequestVoteResponse response -> response.granted();
            case AppendEntriesResponse response -> response.success();
            case InstallSnapshotResponse response -> response.installed();
            case PreVoteResponse response -> response.granted();
            case PreVote _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

/**
 * Lets a candidate's requests leave before its vote for itself is durable. After a crash it campaigns in the same term
 * once more, perhaps with a shorter log, and counts answers to the first request.
 *
 * @shipped sofa-jraft until 2026; Nebula, pull request 3415, did not store the vote for itself at all
 * @sees a leader that lacks a committed entry
 * @probably a candidate asks for votes before its own is durable: a request for votes says that the sender has voted
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> false;
            case RequestVoteResponse response -> response.granted();
            case AppendEntriesResponse response -> response.success();
            case InstallSnapshotResponse response -> response.installed();
            case PreVote _, PreVoteResponse _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

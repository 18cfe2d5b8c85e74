/**
 * Lets refusals and rejections wait like the answers that promise something. A candidate with a stale log, or a leader
 * that looks for the place where the logs agree, waits for a disk on which nothing is stored for it.
 *
 * @sees refusals that wait for the disk
 * @probably an answer that refuses promises nothing: it need not wait
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> true;
            case RequestVoteResponse _ -> true;
            case AppendEntriesResponse _ -> true;
            case InstallSnapshotResponse _ -> true;
            case PreVote _, PreVoteResponse _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

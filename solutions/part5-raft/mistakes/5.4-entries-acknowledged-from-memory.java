/**
 * Acknowledges entries as soon as they are in memory. The leader counts them, and they are committed without being on
 * the disks of a majority.
 *
 * @shipped the program in which this course began, whose log was in memory; d-engine, issue 329
 * @sees an entry that was committed is gone after crashes
 * @probably a follower acknowledges entries that are not on its disk
 */
class Outbox {
    static boolean waitsForDisk(Message message) {
        return switch (message) {
            case RequestVote _ -> true;
            case RequestVoteResponse response -> response.granted();
            case AppendEntriesResponse _ -> false;
            case InstallSnapshotResponse response -> response.installed();
            case PreVote _, PreVoteResponse _, AppendEntries _, InstallSnapshot _, TimeoutNow _ -> false;
        };
    }
}

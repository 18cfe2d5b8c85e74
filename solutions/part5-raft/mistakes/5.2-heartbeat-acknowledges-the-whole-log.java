import java.util.List;

/**
 * Acknowledges everything in the log when a message carries no entries. A heartbeat shows that the logs agree up to its previous
 * entry, and no further.
 *
 * @shipped Apache Ratis, until pull request 1519 (RATIS-2605): the success of a heartbeat moved the match index to the end of the
 *     follower's log
 * @sees the index of the log's last entry after a heartbeat
 * @probably a heartbeat acknowledges the whole log: it shows that the logs agree up to its previous entry
 */
class FollowerLog {
    long matchIndex(EntryId previous, List<Entry> entries) {
        return entries.isEmpty() ? log.lastIndex() : entries.getLast().index();
    }
}

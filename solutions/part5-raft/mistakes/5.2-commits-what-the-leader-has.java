import java.util.List;

/**
 * Takes the leader's commit index as it is. It may be far after the end of the follower's log.
 *
 * @sees an exception: an index after the end of the log was to be committed
 * @probably the leader's commit index is taken as it is: it may be after the last entry of the message
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!has(previous)) {
            return previous.index() <= log.commit() ? Verdict.CONTRADICTION : Verdict.NO_MATCH;
        }
        for (Entry entry : entries) {
            if (has(entry.id())) {
                continue;
            }
            if (entry.index() <= log.commit()) {
                return Verdict.CONTRADICTION;
            }
            if (entry.index() <= log.lastIndex()) {
                log.truncate(entry.index());
            }
            log.append(entry);
        }
        log.commitTo(leaderCommit);
        return Verdict.APPENDED;
    }
}

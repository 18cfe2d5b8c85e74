import java.util.List;

/**
 * Follows the commit index only if there are entries. The last entry before a quiet hour is applied on the followers when the
 * hour is over.
 *
 * @shipped c5, issue 43
 * @sees a commit index that stays after a heartbeat
 * @probably a message without entries does not move the commit index: it carries one like any other
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
        if (!entries.isEmpty()) {
            log.commitTo(Math.min(leaderCommit, matchIndex(previous, entries)));
        }
        return Verdict.APPENDED;
    }
}

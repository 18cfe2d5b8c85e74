import java.util.List;

/**
 * Says APPENDED to every message without entries. A follower that lacks the previous entry acknowledges it.
 *
 * @shipped c5, issue 43
 * @sees APPENDED for a heartbeat whose previous entry the log does not have
 * @probably a message without entries is not compared with the log: its previous entry may be missing
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!entries.isEmpty() && !has(previous)) {
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
        log.commitTo(Math.min(Math.min(leaderCommit, matchIndex(previous, entries)), log.lastIndex()));
        return Verdict.APPENDED;
    }
}

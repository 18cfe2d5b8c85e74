import java.util.List;

/**
 * Says NO_MATCH also where the previous entry contradicts a committed one. The sender goes back and tries again, and again.
 *
 * @sees NO_MATCH where a committed entry is contradicted
 * @probably a previous entry that contradicts a committed one is answered with NO_MATCH: no leader has another entry there
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!has(previous)) {
            return Verdict.NO_MATCH;
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
        log.commitTo(Math.min(leaderCommit, matchIndex(previous, entries)));
        return Verdict.APPENDED;
    }
}

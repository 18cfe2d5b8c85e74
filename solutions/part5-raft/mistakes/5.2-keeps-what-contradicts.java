import java.util.List;

/**
 * Skips the entries whose indexes the log has already, whatever their terms. Entries of an old leader stay.
 *
 * @sees a log with entries of an old term in place of the message's
 * @probably entries whose index is in the log are skipped, whatever their terms: those of another term have to be replaced
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!has(previous)) {
            return previous.index() <= log.commit() ? Verdict.CONTRADICTION : Verdict.NO_MATCH;
        }
        for (Entry entry : entries) {
            if (entry.index() > log.lastIndex()) {
                log.append(entry);
            }
        }
        log.commitTo(Math.min(leaderCommit, matchIndex(previous, entries)));
        return Verdict.APPENDED;
    }
}

import java.util.List;

/**
 * Removes what the log has after the last entry of the message. A message that was overtaken by longer ones takes back entries
 * that were acknowledged, and perhaps committed by that.
 *
 * @shipped akka-entity-replication, issue 152: a late message removed committed entries
 * @sees a log that ends with the last entry of a short message
 * @probably a message that is late and short shortens the log: only an entry that contradicts removes anything
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
        long last = matchIndex(previous, entries);
        if (log.lastIndex() > last && last >= log.commit()) {
            log.truncate(last + 1);
        }
        log.commitTo(Math.min(leaderCommit, last));
        return Verdict.APPENDED;
    }
}

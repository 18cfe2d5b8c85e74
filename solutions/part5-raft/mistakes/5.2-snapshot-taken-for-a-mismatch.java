import java.util.List;

/**
 * Looks for the previous entry in the log alone. Entries that a snapshot has replaced are not found, so a message that begins
 * before the snapshot's end is refused.
 *
 * @shipped openraft, issue 511: an entry that was purged counted as a conflict
 * @sees CONTRADICTION for a message that begins in the snapshot
 * @probably an entry that the snapshot covers counts as missing: it is committed, and so it is there
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!log.contains(previous)) {
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
        log.commitTo(Math.min(leaderCommit, matchIndex(previous, entries)));
        return Verdict.APPENDED;
    }
}

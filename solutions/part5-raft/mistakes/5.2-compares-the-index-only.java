import java.util.List;

/**
 * Asks whether the log reaches as far as the previous entry, and not whether it is the same one. The logs differ before it, and
 * no node finds out.
 *
 * @sees APPENDED although the previous entry has another term
 * @probably only the index of the previous entry is compared: an entry of another term is another entry
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (previous.index() > log.lastIndex()) {
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

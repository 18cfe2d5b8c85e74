import java.util.List;

/**
 * Commits as far as the log reaches, if the leader has committed that far. After the message's last entry, the log may be that of
 * an old leader: the follower applies commands that were never committed.
 *
 * @shipped Copycat, issue 265; ScyllaDB, issue 9965
 * @sees a commit index after the last entry of the message
 * @probably the commit index is limited by the end of the log, and not by the end of the message: what follows may not be the
 *     leader's
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
        log.commitTo(Math.min(leaderCommit, log.lastIndex()));
        return Verdict.APPENDED;
    }
}

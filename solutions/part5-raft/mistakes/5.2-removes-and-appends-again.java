import java.util.List;

/**
 * Removes everything after the previous entry and appends the message. The log is right afterwards, if the message was not late,
 * and its entries are written a second time: a crash in between loses entries that were acknowledged.
 *
 * @shipped hashicorp/raft, until pull request 113
 * @sees entries written again that were there, or an exception since they are committed
 * @probably everything after the previous entry is removed, and then appended again: what agrees has to stay
 */
class FollowerLog {
    Verdict append(EntryId previous, List<Entry> entries, long leaderCommit) {
        if (!has(previous)) {
            return previous.index() <= log.commit() ? Verdict.CONTRADICTION : Verdict.NO_MATCH;
        }
        if (log.lastIndex() > previous.index()) {
            log.truncate(previous.index() + 1);
        }
        for (Entry entry : entries) {
            log.append(entry);
        }
        log.commitTo(Math.min(leaderCommit, matchIndex(previous, entries)));
        return Verdict.APPENDED;
    }
}

/**
 * Is content with an entry of its own term at the end of its log. Every leader begins with one: it has to be committed.
 *
 * @sees a change that is accepted before the leader's first entry is committed
 * @probably the last entry of the log is looked at: it is the one at the commit index that has to be of this term
 */
class ChangeRule {
    static boolean mayChange(RaftLog log, long term) {
        return log.membership().currentIndex() <= log.commit() && log.last().term() == term;
    }
}

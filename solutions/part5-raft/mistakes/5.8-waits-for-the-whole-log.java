/**
 * Waits until nothing is open. While clients write, something always is, and no change is ever begun.
 *
 * @sees a change that is refused while commands are on their way
 * @probably the whole log has to be committed here: it is enough that the last configuration is
 */
class ChangeRule {
    static boolean mayChange(RaftLog log, long term) {
        return log.commit() == log.lastIndex() && log.termAt(log.commit()) == term;
    }
}

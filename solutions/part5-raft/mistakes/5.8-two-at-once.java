/**
 * Begins a change while the last one is not committed. Each moves the majority by one node; together they move it by two,
 * and two leaders can be elected, one by a majority of the first configuration and one by a majority of the last.
 *
 * @sees a second change that is accepted before the first is committed
 * @probably a change is begun while another one is not committed
 */
class ChangeRule {
    static boolean mayChange(RaftLog log, long term) {
        return log.termAt(log.commit()) == term;
    }
}

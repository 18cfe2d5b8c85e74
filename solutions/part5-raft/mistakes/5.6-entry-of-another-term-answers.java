import java.util.List;
import java.util.Map;
import kvs.raft.EntryId;

/**
 * Finds the proposal by the number of its entry, and not by the term. After a change of leaders, another command stands
 * at that index: its answer goes to the client of the one that was lost.
 *
 * @shipped the program in which this course began: each node counted its callbacks from 0, and an entry of one node
 *     completed a request at another
 * @sees a client that is told "done" for a write that never happened
 * @probably proposals are found by their index alone: after a change of leaders, another command stands there
 */
class OpenProposals {
    void settle(EntryId applied, Response answer, Response lost, List<Replica.Reply> replies) {
        while (!open.isEmpty() && open.firstKey().index() <= applied.index()) {
            Map.Entry<EntryId, Open> first = open.pollFirstEntry();
            boolean own = first.getKey().index() == applied.index();
            replies.add(new Replica.Reply(first.getValue().ticket(), own ? answer : lost));
        }
    }
}

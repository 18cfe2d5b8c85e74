import java.util.List;
import java.util.Map;
import kvs.raft.EntryId;

/**
 * Closes one proposal for each entry. A node that led twice can have two at one index, and the second one waits.
 *
 * @sees the reply to a proposal that comes with the next entry, or never
 * @probably one index can have several proposals, of different terms: all of them are decided at once
 */
class OpenProposals {
    void settle(EntryId applied, Response answer, Response lost, List<Replica.Reply> replies) {
        if (!open.isEmpty() && open.firstKey().index() <= applied.index()) {
            Map.Entry<EntryId, Open> first = open.pollFirstEntry();
            replies.add(new Replica.Reply(first.getValue().ticket(), first.getKey().equals(applied) ? answer : lost));
        }
    }
}

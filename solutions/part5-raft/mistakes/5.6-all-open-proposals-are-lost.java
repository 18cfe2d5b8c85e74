import java.util.List;
import java.util.Map;
import kvs.raft.EntryId;

/**
 * Closes every proposal, also those whose entries come later. A leader with many writes on their way answers one of them,
 * and tells all others that they are lost, while they are committed.
 *
 * @sees "not the leader" for writes that happen
 * @probably proposals at higher indexes are closed as well: their entries are not applied yet
 */
class OpenProposals {
    void settle(EntryId applied, Response answer, Response lost, List<Replica.Reply> replies) {
        while (!open.isEmpty()) {
            Map.Entry<EntryId, Open> first = open.pollFirstEntry();
            replies.add(new Replica.Reply(first.getValue().ticket(), first.getKey().equals(applied) ? answer : lost));
        }
    }
}

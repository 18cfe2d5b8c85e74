import java.util.List;
import kvs.raft.EntryId;

/**
 * Answers the proposal whose entry was applied, and forgets about those that it has taken the place of. Their clients
 * wait until they give up.
 *
 * @shipped the program in which this course began: clients of a proposal that was dropped waited for ever
 * @sees proposals that never get a reply
 * @probably proposals whose index has another entry stay open: they are lost, and their clients wait
 */
class OpenProposals {
    void settle(EntryId applied, Response answer, Response lost, List<Replica.Reply> replies) {
        Open own = open.remove(applied);
        if (own != null) {
            replies.add(new Replica.Reply(own.ticket(), answer));
        }
    }
}

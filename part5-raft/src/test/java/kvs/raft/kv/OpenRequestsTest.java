package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import kvs.protocol.Fact;
import kvs.raft.EntryId;
import org.junit.jupiter.api.Test;

/** Which replies proposals and reads get. */
class OpenRequestsTest {
    private static final Response ANSWER = new Response.Done(null);
    private static final Response LOST = new Response.NotLeader(2);

    private final OpenProposals proposals = new OpenProposals();
    private final List<Replica.Reply> replies = new ArrayList<>();

    private List<Replica.Reply> settle(long index, long term) {
        replies.clear();
        proposals.settle(new EntryId(index, term), ANSWER, LOST, replies);
        return replies;
    }

    @Test
    void the_applied_entry_answers_its_own_proposal() {
        proposals.add(new EntryId(7, 2), 100, 9);
        Fact.when("apply the entry before").gives(List.of(), settle(6, 2));
        Fact.when("apply the entry").gives(List.of(new Replica.Reply(100, ANSWER)), settle(7, 2));
        Fact.when("count what is open").gives(0, proposals.size());
    }

    @Test
    void an_entry_of_another_term_answers_that_it_was_lost() {
        proposals.add(new EntryId(7, 2), 100, 9);
        Fact.when("apply an entry of term 3 at the index").gives(List.of(new Replica.Reply(100, LOST)), settle(7, 3));
    }

    @Test
    void two_proposals_at_one_index_are_told_apart() {
        proposals.add(new EntryId(7, 2), 100, 9);
        proposals.add(new EntryId(7, 4), 200, 9);
        Fact.when("apply the entry of term 4")
                .gives(List.of(new Replica.Reply(100, LOST), new Replica.Reply(200, ANSWER)), settle(7, 4));
    }

    @Test
    void a_snapshot_closes_what_it_covers() {
        proposals.add(new EntryId(7, 2), 100, 9);
        proposals.add(new EntryId(8, 2), 200, 9);
        Fact.when("close up to index 7").gives(List.of(100L), proposals.closeUpTo(7));
        Fact.when("count what is open").gives(1, proposals.size());
    }

    @Test
    void a_proposal_is_overdue_after_its_deadline() {
        proposals.add(new EntryId(7, 2), 100, 9);
        proposals.add(new EntryId(8, 2), 200, 10);
        Fact.when("close at the deadline").gives(List.of(), proposals.closeOverdue(9));
        Fact.when("close a tick later").gives(List.of(100L), proposals.closeOverdue(10));
        Fact.when("apply it after all").gives(List.of(), settle(7, 2));
    }

    @Test
    void reads_wait_for_their_index() {
        OpenReads reads = new OpenReads();
        reads.add(1, new Request.Status(), 9);
        reads.add(2, new Request.Status(), 9);
        Fact.when("poll before any index is known").gives(null, reads.poll(100));
        reads.ready(2, 5);
        reads.ready(1, 6);
        Fact.when("poll at index 4").gives(null, reads.poll(4));
        Fact.when("poll at index 5")
                .gives(2, (long) Objects.requireNonNull(reads.poll(5)).getKey());
        Fact.when("poll again").gives(null, reads.poll(5));
        Fact.when("poll at index 6")
                .gives(1, (long) Objects.requireNonNull(reads.poll(6)).getKey());
        Fact.when("count what is open").gives(0, reads.size());
    }

    @Test
    void a_read_is_closed_once() {
        OpenReads reads = new OpenReads();
        reads.add(1, new Request.Status(), 9);
        reads.add(2, new Request.Status(), 10);
        reads.ready(1, 5);
        Fact.when("close at the deadline").gives(List.of(), reads.closeOverdue(9));
        Fact.when("close a tick later").gives(List.of(1L), reads.closeOverdue(10));
        Fact.when("poll it after all").gives(null, reads.poll(100));
        Fact.when("close it").gives(false, reads.close(1));
        Fact.when("close the other").gives(true, reads.close(2));
        reads.ready(2, 5);
        Fact.when("poll what was closed").gives(null, reads.poll(100));
    }
}

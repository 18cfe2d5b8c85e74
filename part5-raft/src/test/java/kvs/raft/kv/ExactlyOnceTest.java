package kvs.raft.kv;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import kvs.raft.EntryId;
import kvs.raft.RaftOptions;
import kvs.raft.Snapshot;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Each write of a session happens once, whatever is repeated, lost or restarted. */
@Tag("5.6")
class ExactlyOnceTest {
    private static final Response EXPIRED = new Response.SessionExpired();

    // OpenProposals.settle

    private static final Response ANSWER = new Response.Done(null);
    private static final Response LOST = new Response.NotLeader(2);
    private static final String BY_NAME =
            "an entry answers the proposal of its own index and term: at its index, another leader's command may stand";

    private final OpenProposals proposals = new OpenProposals();

    /** The proposals that are open, as they are shown. */
    private final List<String> opened = new ArrayList<>();

    private void open(String... entries) {
        for (String entry : entries) {
            EntryId id = entry(entry);
            proposals.add(id, ticket(id), 9);
            opened.add(entry);
        }
    }

    private static EntryId entry(String text) {
        String[] parts = text.split("@", -1);
        return new EntryId(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
    }

    /** Returns the ticket of a proposal: 702 for 7@2. */
    private static long ticket(EntryId id) {
        return id.index() * 100 + id.term();
    }

    private void settles(String applied, String expected, String usually) {
        List<Replica.Reply> replies = new ArrayList<>();
        proposals.settle(entry(applied), ANSWER, LOST, replies);
        Fact.when("settle(" + applied + ") with " + (opened.isEmpty() ? "nothing" : String.join(", ", opened))
                        + " open")
                .usually(usually)
                .gives(expected, shown(replies));
        opened.removeIf(expected::contains);
    }

    /** Returns replies as {@code "7@2 answer, 7@4 lost"}. */
    private static String shown(List<Replica.Reply> replies) {
        return String.join(
                ", ",
                replies.stream()
                        .map(reply -> reply.ticket() / 100 + "@" + reply.ticket() % 100
                                + (reply.response() == ANSWER ? " answer" : " lost"))
                        .toList());
    }

    @Test
    void an_applied_entry_answers_its_own_proposal() {
        open("7@2");
        settles("7@2", "7@2 answer", "");
        settles("7@2", "", "a proposal is closed by its answer");
        Fact.when("count what is open").gives(0, proposals.size());
    }

    @Test
    void no_proposal_at_the_index_stays_open_whatever_its_term() {
        for (String proposed : new String[] {"7@2", "7@4"}) {
            open(proposed);
            proposals.settle(entry("7@3"), ANSWER, LOST, new ArrayList<>());
            Fact.when("settle(7@3) with " + proposed + " open; count what is open")
                    .usually(
                            "entry 7 is 7@3 for good: a proposal of a lower or a higher term at index 7 is lost, and its"
                                    + " client must not wait for ever")
                    .gives(0, proposals.size());
        }
    }

    @Test
    void an_entry_of_a_later_term_does_not_answer_the_proposal() {
        open("7@2");
        settles("7@3", "7@2 lost", BY_NAME);
    }

    @Test
    void an_entry_of_an_earlier_term_does_not_answer_the_proposal() {
        open("7@4");
        settles("7@3", "7@4 lost", BY_NAME);
    }

    @Test
    void proposals_at_lower_indexes_are_lost() {
        open("5@2", "7@2", "9@1");
        String usually =
                "nothing is applied at a lower index any more: a proposal there is lost, and its client waits for"
                        + " a reply";
        settles("7@2", "5@2 lost, 7@2 answer", usually);
        open("10@2");
        settles("11@2", "9@1 lost, 10@2 lost", usually);
    }

    @Test
    void a_lost_proposal_is_closed() {
        open("6@1", "7@2", "8@2");
        proposals.settle(entry("7@3"), ANSWER, LOST, new ArrayList<>());
        Fact.when("settle(7@3) with 6@1, 7@2 and 8@2 open; count what is open")
                .usually("a proposal whose index has another entry is lost for good: its client must not wait for ever")
                .gives(1, proposals.size());
    }

    @Test
    void two_proposals_at_one_index_are_told_apart() {
        open("7@2", "7@4");
        settles("7@4", "7@2 lost, 7@4 answer", BY_NAME);
        open("8@2", "8@4", "8@5");
        settles("8@4", "8@2 lost, 8@4 answer, 8@5 lost", BY_NAME);
    }

    @Test
    void proposals_at_higher_indexes_stay_open() {
        String usually = "their entries are not applied yet, and may still be";
        open("7@2", "8@2");
        settles("6@2", "", usually);
        settles("7@2", "7@2 answer", usually);
        settles("8@2", "8@2 answer", usually);
    }

    @Test
    void an_entry_that_answers_nothing_is_no_fault() {
        settles("7@2", "", "a follower applies entries, too, and has no proposals");
    }

    @Test
    void replies_are_added_to_those_that_are_there() {
        open("7@2");
        List<Replica.Reply> replies = new ArrayList<>(List.of(new Replica.Reply(601, LOST)));
        proposals.settle(entry("7@2"), ANSWER, LOST, replies);
        Fact.when("settle(7@2) with a reply to 6@1 in the list").gives("6@1 lost, 7@2 answer", shown(replies));
    }

    @Test
    void a_client_never_gets_the_answer_to_the_write_of_another_client() {
        Replicas replicas = replicas();
        replicas.elect(1);
        replicas.isolate(1);
        long waiting = replicas.begin(1, write(null, set("k", "of the client of node 1")));
        replicas.elect(2);
        replicas.heal();
        replicas.ask(2, write(null, set("k", "of the client of node 2")));
        replicas.ask(2, write(null, set("j", "another")));
        replicas.ticks(2, 2);
        Fact.when("cut off leader 1 with a write in its log, commit others as leader 2, reconnect: node 1's reply")
                .usually(BY_NAME)
                .gives(new Response.NotLeader(2), replicas.reply(1, waiting));
    }

    // Sessions.recall

    private static final String REPEATED = "the number has an answer: the client repeats the write since it lacks that";
    private final Sessions sessions = new Sessions(ReplicaOptions.DEFAULT);

    private static WriteId id(long client, long sequence, long lowestUnanswered) {
        return new WriteId(client, sequence, lowestUnanswered);
    }

    private static Response.Done done(String previous) {
        return new Response.Done(Some.utf8(previous));
    }

    /** Opens sessions, at time 0. */
    private void openSessions(long... clients) {
        for (long client : clients) {
            sessions.open(client, 0);
        }
    }

    /** Keeps an answer to a write that is applied, without asking {@link Sessions#recall}. */
    private void applied(long client, long sequence, Response.Applied answer) {
        sessions.remember(id(client, sequence, 1), answer);
    }

    private void recalls(WriteId id, @Nullable Response expected, String usually) {
        recallsAt(id, 0, expected, usually);
    }

    private void recallsAt(WriteId id, long now, @Nullable Response expected, String usually) {
        Response got = sessions.recall(id, now);
        Fact.when("recall(write " + id.sequence() + " of session " + id.client() + ", lowest unanswered "
                        + id.lowestUnanswered() + ")")
                .usually(usually)
                .gives(expected, got);
    }

    private Session session(long client) {
        return Objects.requireNonNull(sessions.get(client));
    }

    @Test
    void a_new_number_is_to_be_applied() {
        openSessions(8, 9);
        recalls(id(8, 1, 1), null, "null means: apply it");
        recalls(id(9, 5, 5), null, "a session's first number may be any");
        applied(8, 1, done("one"));
        recalls(id(8, 2, 2), null, "null means: apply it");
    }

    @Test
    void a_repeated_number_gets_its_first_answer() {
        openSessions(8);
        applied(8, 1, done("one"));
        recalls(id(8, 1, 1), done("one"), REPEATED);
        recalls(id(8, 1, 1), done("one"), "a write may be repeated more than once");
        recalls(id(8, 2, 1), null, "");
        recalls(
                id(8, 1, 1),
                done("one"),
                "the client does not have the answer to number 1 yet: lowest unanswered is 1");
    }

    @Test
    void an_answer_of_any_kind_is_given_again() {
        openSessions(8);
        List<Response.Applied> answers = List.of(
                new Response.Done(null),
                done("x"),
                new Response.Mismatch(null),
                new Response.Mismatch(Some.utf8("x")),
                new Response.Rejected("why"));
        for (int i = 0; i < answers.size(); i++) {
            applied(8, i + 1, answers.get(i));
        }
        for (int i = 0; i < answers.size(); i++) {
            recalls(id(8, i + 1, 1), answers.get(i), REPEATED + ", of whichever kind it is");
        }
    }

    @Test
    void numbers_may_arrive_in_any_order() {
        String usually = "a client may have several writes on their way: a number below the highest is no repetition";
        openSessions(8);
        recalls(id(8, 3, 1), null, usually);
        applied(8, 3, done("three"));
        recalls(id(8, 1, 1), null, usually);
        applied(8, 1, done("one"));
        recalls(id(8, 2, 1), null, usually);
        recalls(id(8, 3, 1), done("three"), REPEATED);
        recalls(id(8, 1, 1), done("one"), REPEATED);
    }

    @Test
    void numbers_may_leave_gaps() {
        String usually =
                "the numbers between are on their way, or never come: the next one need not be the next higher";
        openSessions(8);
        recalls(id(8, 4, 1), null, usually);
        applied(8, 4, done("four"));
        recalls(id(8, 9, 1), null, usually);
        applied(8, 9, done("nine"));
        recalls(id(8, 99, 50), null, usually);
    }

    @Test
    void sessions_have_numbers_of_their_own() {
        String usually = "every client counts from 1: a number means something only together with its session";
        openSessions(8, 9);
        applied(8, 1, done("of session 8"));
        recalls(id(9, 1, 1), null, usually);
        applied(9, 1, done("of session 9"));
        recalls(id(8, 1, 1), done("of session 8"), usually);
        recalls(id(9, 1, 1), done("of session 9"), usually);
        recalls(id(9, 2, 2), null, usually);
        recalls(id(8, 1, 1), done("of session 8"), "session 9 has told the cluster about its own answers alone");
    }

    @Test
    void a_write_without_a_session_has_expired() {
        String usually = "whether the write was applied is forgotten together with its session";
        recalls(id(8, 1, 1), EXPIRED, usually);
        openSessions(9);
        recalls(id(8, 2, 2), EXPIRED, usually);
        recalls(id(8, 2, 2), EXPIRED, usually);
        Fact.when("count the sessions after writes of session 8, where 9 alone is open")
                .usually("only the client opens a session: a write never does")
                .gives(1, sessions.size());
    }

    @Test
    void a_number_below_the_floor_has_expired() {
        String usually = "the client said that it has the answer: this is a late copy of a write that was applied";
        openSessions(8);
        applied(8, 1, done("one"));
        recalls(id(8, 2, 2), null, "");
        recalls(id(8, 1, 1), EXPIRED, usually);
        recalls(id(8, 9, 7), null, "");
        recalls(id(8, 6, 6), EXPIRED, usually);
        recalls(id(8, 3, 2), EXPIRED, usually);
    }

    @Test
    void a_number_at_the_floor_has_not_expired() {
        String usually = "lowest unanswered is the first number that the client still lacks the answer to";
        openSessions(8);
        applied(8, 1, done("one"));
        applied(8, 2, done("two"));
        applied(8, 3, done("three"));
        recalls(id(8, 3, 2), done("three"), usually);
        recalls(id(8, 2, 2), done("two"), usually);
        recalls(id(8, 5, 5), null, usually);
        recalls(id(8, 5, 5), null, usually);
    }

    @Test
    void the_floor_never_falls() {
        String usually = "a late copy carries an old floor: what was forgotten stays forgotten";
        openSessions(8);
        recalls(id(8, 5, 5), null, "");
        recalls(id(8, 1, 1), EXPIRED, usually);
        Fact.when("floor of session 8").usually(usually).gives(5, session(8).floor());
        recalls(id(8, 4, 1), EXPIRED, usually);
        recalls(id(8, 7, 2), null, usually);
        Fact.when("floor of session 8").usually(usually).gives(5, session(8).floor());
        recalls(id(8, 4, 4), EXPIRED, usually);
    }

    @Test
    void answers_that_the_client_has_are_dropped() {
        openSessions(8);
        for (int i = 1; i <= 4; i++) {
            applied(8, i, done("answer " + i));
        }
        recalls(id(8, 5, 3), null, "");
        kept("[3, 4]", "a new write");
        recalls(id(8, 4, 4), done("answer 4"), "");
        kept("[4]", "a repeated write");
        recalls(id(8, 2, 2), EXPIRED, "");
        kept("[4]", "an expired write");
        recalls(id(8, 6, 5), null, "");
        kept("[]", "a new write");
    }

    private void kept(String expected, String after) {
        Fact.when("the numbers whose answers session 8 keeps, after recall(" + after + ")")
                .usually("a session keeps what its client may still ask for, and no more")
                .gives(expected, session(8).answers().keySet().toString());
    }

    @Test
    void every_write_prolongs_its_session() {
        openSessions(8);
        applied(8, 1, done("one"));
        recallsAt(id(8, 2, 1), 100, null, "");
        usedAt(100, "a new write");
        recallsAt(id(8, 1, 1), 200, done("one"), "");
        usedAt(200, "a repeated write");
        recallsAt(id(8, 3, 3), 300, null, "");
        recallsAt(id(8, 1, 1), 400, EXPIRED, "");
        usedAt(400, "an expired write");
    }

    private void usedAt(long expected, String after) {
        Fact.when("when session 8 was used last, after recall(" + after + ") at " + expected + " ms")
                .usually("a client that writes is alive, whatever becomes of the write: its session must not expire")
                .gives(expected, session(8).lastUsedMillis());
    }

    @Test
    void a_session_that_is_used_becomes_the_last_to_make_room() {
        openSessions(7, 8, 9);
        applied(8, 1, done("one"));
        recalls(id(7, 1, 1), null, "");
        order("[8, 9, 7]", "a new write of 7");
        recalls(id(8, 1, 1), done("one"), "");
        order("[9, 7, 8]", "a repeated write of 8");
        recalls(id(9, 5, 5), null, "");
        recalls(id(7, 2, 2), null, "");
        recalls(id(9, 1, 1), EXPIRED, "");
        order("[8, 7, 9]", "an expired write of 9");
    }

    private void order(String expected, String after) {
        Fact.when("the sessions, the least recently used first, after recall(" + after + ")")
                .usually("the first of them has to make room for others: it must be one whose client is silent")
                .gives(
                        expected,
                        sessions.frozen().stream()
                                .map(Sessions.Frozen::client)
                                .toList()
                                .toString());
    }

    @Test
    void bytes_and_hash_follow_what_is_dropped() {
        String usually = "the sums over all sessions are corrected by count and uncount, as use and forgetBelow do";
        openSessions(8);
        long bytes = sessions.bytes();
        applied(8, 1, done("one"));
        applied(8, 2, done("two"));
        recallsAt(id(8, 3, 3), 100, null, "");
        Fact.when("bytes of all sessions, after the answers 1 and 2 were dropped")
                .usually(usually)
                .gives(bytes, sessions.bytes());
        Fact.when("hash of all sessions").usually(usually).gives(session(8).hash(), sessions.hash());
        recallsAt(id(8, 1, 1), 200, EXPIRED, "");
        Fact.when("hash of all sessions, after an expired write")
                .usually(usually)
                .gives(session(8).hash(), sessions.hash());
    }

    // KvStateMachine.once

    private static final String ONCE = "a repeated write changes nothing: only its answer is given again";

    private KvStateMachine machine = new KvStateMachine(ReplicaOptions.DEFAULT);
    private long clock = 1_000;

    private @Nullable Response apply(LogCommand command) {
        return machine.apply(Some.entry(machine.applied() + 1, command));
    }

    private @Nullable Response apply(@Nullable WriteId id, KvCommand write) {
        return apply(new LogCommand.Write(clock, id, write));
    }

    /** Opens a session, and returns its name. */
    private long openSession() {
        return ((Response.SessionOpened) Objects.requireNonNull(apply(new LogCommand.OpenSession(clock)))).client();
    }

    private static KvCommand set(String key, String value) {
        return new KvCommand.Set(Some.utf8(key), Some.utf8(value));
    }

    private static KvCommand delete(String key) {
        return new KvCommand.Delete(Some.utf8(key));
    }

    private static KvCommand cas(String key, @Nullable String expected, String value) {
        return new KvCommand.CompareAndSet(
                Some.utf8(key), expected == null ? null : Some.utf8(expected), Some.utf8(value));
    }

    private static Response mismatch(@Nullable String found) {
        return new Response.Mismatch(found == null ? null : Some.utf8(found));
    }

    /** Checks the answer to a write, and the value of its key afterwards. */
    private void writes(
            @Nullable WriteId id, KvCommand write, Response answer, @Nullable String value, String usually) {
        String did = (id == null ? "write outside of any session: " : "write " + id.sequence() + ": ") + shown(write);
        Response got = apply(id, write);
        Fact.when(did).usually(usually).gives(answer, got);
        Fact.when("get the value of " + write.key() + ", after that")
                .usually(usually)
                .gives(value == null ? null : Some.utf8(value), machine.get(write.key()));
    }

    private static String shown(KvCommand write) {
        return switch (write) {
            case KvCommand.Set(Bytes key, Bytes value) -> "set " + key + " to " + value;
            case KvCommand.Delete(Bytes key) -> "delete " + key;
            case KvCommand.CompareAndSet(Bytes key, @Nullable Bytes expected, Bytes value) ->
                "compare-and-set of " + key + " from " + (expected == null ? "none" : expected) + " to " + value;
        };
    }

    @Test
    void a_repeated_set_does_not_overwrite_what_came_between() {
        long client = openSession();
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "a", "");
        writes(null, set("k", "b"), done("a"), "b", "");
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "b", ONCE);
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "b", ONCE);
    }

    @Test
    void a_repeated_delete_does_not_remove_what_came_between() {
        long client = openSession();
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "a", "");
        writes(id(client, 2, 2), delete("k"), done("a"), null, "");
        writes(null, set("k", "b"), new Response.Done(null), "b", "");
        writes(id(client, 2, 2), delete("k"), done("a"), "b", ONCE);
    }

    @Test
    void a_repeated_compare_and_set_does_not_run_into_its_own_value() {
        long client = openSession();
        writes(id(client, 1, 1), cas("lock", null, "mine"), new Response.Done(null), "mine", "");
        writes(id(client, 1, 1), cas("lock", null, "mine"), new Response.Done(null), "mine", ONCE);
    }

    @Test
    void a_write_that_failed_does_not_succeed_when_it_is_repeated() {
        String usually = "the first answer may be on its way still: the client would be told that it failed";
        long client = openSession();
        writes(id(client, 1, 1), cas("k", "x", "y"), mismatch(null), null, "");
        writes(null, set("k", "x"), new Response.Done(null), "x", "");
        writes(id(client, 1, 1), cas("k", "x", "y"), mismatch(null), "x", usually);
    }

    @Test
    void the_same_command_under_another_number_is_another_write() {
        long client = openSession();
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "a", "");
        writes(null, set("k", "b"), done("a"), "b", "");
        writes(id(client, 2, 2), set("k", "a"), done("b"), "a", "the number names the write, not what it says");
        writes(id(client, 2, 2), set("k", "a"), done("b"), "a", ONCE);
    }

    @Test
    void a_write_that_has_expired_changes_nothing() {
        String usually = "the answer says that this request had no effect";
        writes(id(77, 1, 1), set("k", "a"), EXPIRED, null, usually);
        long client = openSession();
        writes(id(client, 2, 2), set("k", "b"), new Response.Done(null), "b", "");
        writes(id(client, 1, 1), set("k", "a"), EXPIRED, "b", usually);
        writes(id(client, 2, 2), set("k", "a"), new Response.Done(null), "b", ONCE);
    }

    @Test
    void a_session_is_used_at_log_time() {
        long client = openSession();
        clock = 5_000;
        apply(null, set("k", "a"));
        clock = 2_000;
        apply(id(client, 1, 1), set("k", "b"));
        Fact.when("when the session was used last: its write carries 2000 ms, an earlier entry 5000 ms")
                .usually("log time is the highest clock so far, and never goes back")
                .gives(
                        5_000,
                        Objects.requireNonNull(machine.sessions().get(client)).lastUsedMillis());
    }

    @Test
    void a_write_of_a_session_leaves_the_sums_right() {
        long client = openSession();
        apply(id(client, 1, 1), set("k", "a"));
        apply(id(client, 1, 1), set("k", "a"));
        apply(id(client, 2, 2), cas("k", "a", "b"));
        hashIsRight();
    }

    private void hashIsRight() {
        Fact.when("hash of the state, compared with one that is computed anew")
                .usually("the sums of bytes and hashes are kept by put, remove, remember and recall")
                .gives(machine.hashFromScratch(), machine.hash());
    }

    @Test
    void a_write_that_is_repeated_at_the_next_leader_is_applied_once() {
        Replicas replicas = replicas();
        replicas.elect(1);
        WriteId write = id(openSession(replicas, 1), 1, 1);
        replicas.ask(1, write(write, set("k", "a")));
        replicas.ticks(1, 2);
        replicas.isolate(1);
        replicas.elect(2);
        replicas.ask(2, write(null, set("k", "b")));
        Fact.when("repeat at leader 2 a write that leader 1 has answered: the reply")
                .usually("every node keeps the answers: the leader that gave them may be gone")
                .gives(new Response.Done(null), replicas.ask(2, write(write, set("k", "a"))));
        Fact.when("the value at node 2, after another client's write of \"b\" between the two")
                .usually(ONCE)
                .gives(Some.utf8("b"), replicas.replica(2).machine().get(Some.utf8("k")));
    }

    @Test
    void a_write_is_applied_once_although_it_is_in_the_log_twice() {
        Replicas replicas = replicas();
        replicas.elect(1);
        WriteId write = id(openSession(replicas, 1), 1, 1);
        List<Response> replies =
                askTogether(replicas, write(write, cas("k", null, "a")), write(write, cas("k", null, "a")));
        Fact.when("send a write and its repetition before either is committed: the replies")
                .usually("whether a write was applied is known when it is applied, not when it is proposed")
                .gives(List.of(new Response.Done(null), new Response.Done(null)), replies);
    }

    private static Replicas replicas() {
        return new Replicas(
                RaftOptions.DEFAULT.withPreVote(false).withCheckQuorum(false), ReplicaOptions.DEFAULT, 1, 2, 3);
    }

    private static Request write(@Nullable WriteId id, KvCommand command) {
        return new Request.Write(id, command);
    }

    private static long openSession(Replicas replicas, int leader) {
        Response opened = replicas.ask(leader, new Request.OpenSession());
        return ((Response.SessionOpened) Objects.requireNonNull(opened)).client();
    }

    /** Starts requests in one turn of leader 1, and returns their replies. */
    private static List<Response> askTogether(Replicas replicas, Request... requests) {
        replicas.replica(1).turn(0, replicas.wallMillis);
        for (int i = 0; i < requests.length; i++) {
            replicas.replica(1).request(1_000 + i, requests[i]);
        }
        replicas.turn(1);
        replicas.deliverAll();
        return IntStream.range(0, requests.length)
                .mapToObj(i -> Objects.requireNonNull(replicas.reply(1, 1_000 + i)))
                .toList();
    }

    // KvStateMachine.compareAndSet

    private static final String NOW = "the value is compared with the one that all commands before this one have left";

    @Test
    void stores_where_the_key_has_the_expected_value() {
        apply(null, set("k", "a"));
        writes(null, cas("k", "a", "b"), done("a"), "b", "the answer is the value that the key had");
        writes(null, cas("k", "b", "b"), done("b"), "b", "");
        hashIsRight();
    }

    @Test
    void stores_nothing_where_the_key_has_another_value() {
        apply(null, set("k", "a"));
        writes(null, cas("k", "x", "b"), mismatch("a"), "a", "the answer is the value that the key has");
        writes(null, cas("k", "A", "b"), mismatch("a"), "a", "");
        writes(null, cas("k", "", "b"), mismatch("a"), "a", "");
        writes(null, cas("k", "x", "a"), mismatch("a"), "a", "the new value is compared with nothing");
        writes(null, cas("none", "x", "b"), mismatch(null), null, "the key has no value: none is found");
        hashIsRight();
    }

    @Test
    void null_expects_that_the_key_has_no_value() {
        String usually = "null stands for a key without a value";
        writes(null, cas("k", null, "a"), new Response.Done(null), "a", usually);
        writes(null, cas("k", null, "b"), mismatch("a"), "a", usually);
        apply(null, delete("k"));
        writes(null, cas("k", null, "c"), new Response.Done(null), "c", usually);
        hashIsRight();
    }

    @Test
    void an_empty_value_is_a_value() {
        String usually = "an empty value is not the same as none";
        writes(null, cas("k", "", "a"), mismatch(null), null, usually);
        apply(null, set("k", ""));
        writes(null, cas("k", null, "a"), mismatch(""), "", usually);
        writes(null, cas("k", "", "a"), done(""), "a", usually);
        writes(null, cas("k", "a", ""), done("a"), "", usually);
    }

    @Test
    void of_two_that_expect_the_same_value_one_wins() {
        apply(null, set("k", "v0"));
        writes(null, cas("k", "v0", "v1"), done("v0"), "v1", NOW);
        writes(null, cas("k", "v0", "v2"), mismatch("v1"), "v1", NOW);
        writes(null, cas("k", "v1", "v3"), done("v1"), "v3", NOW);
    }

    @Test
    void of_two_that_expect_no_value_one_wins() {
        writes(null, cas("k", null, "v1"), new Response.Done(null), "v1", NOW);
        writes(null, cas("k", null, "v2"), mismatch("v1"), "v1", NOW);
    }

    @Test
    void sees_a_set_and_a_delete_of_its_own_batch() {
        apply(null, set("k", "v0"));
        clock++;
        writes(null, set("k", "v1"), done("v0"), "v1", "");
        writes(null, cas("k", "v1", "v2"), done("v1"), "v2", NOW);
        writes(null, delete("k"), done("v2"), null, "");
        writes(null, cas("k", "v2", "v3"), mismatch(null), null, NOW);
        writes(null, cas("k", null, "v4"), new Response.Done(null), "v4", NOW);
    }

    @Test
    void sees_what_another_client_wrote_before() {
        apply(null, set("k", "v0"));
        for (int i = 1; i <= 3; i++) {
            clock++;
            writes(null, cas("k", "v" + (i - 1), "v" + i), done("v" + (i - 1)), "v" + i, NOW);
        }
        writes(null, cas("k", "v0", "v4"), mismatch("v3"), "v3", NOW);
    }

    @Test
    void two_compare_and_sets_of_one_batch_see_each_other() {
        Replicas replicas = replicas();
        replicas.elect(1);
        List<Response> replies =
                askTogether(replicas, write(null, cas("lock", null, "a")), write(null, cas("lock", null, "b")));
        Fact.when("send two compare-and-sets of a key without a value, in one batch: the replies")
                .usually(NOW)
                .gives(List.of(new Response.Done(null), mismatch("a")), replies);
    }

    // KvStateMachine.frozen

    private static final String WHOLE =
            "the answer to a later entry depends on it: a node that starts from the snapshot"
                    + " would answer otherwise than the rest";

    /** Puts another machine in the place of this one, restored from a snapshot of it. */
    private void restart() {
        Snapshot snapshot = Some.snapshotAt(machine.applied());
        List<byte[]> content = Some.content(machine.freeze(snapshot));
        machine = KvStateMachine.restored(ReplicaOptions.DEFAULT, snapshot, content.iterator());
    }

    @Test
    void a_snapshot_has_the_pairs_in_key_order() {
        apply(null, set("b", "2"));
        apply(null, set("c", "3"));
        apply(null, set("a", "1"));
        apply(null, delete("c"));
        apply(null, set("d", ""));
        Fact.when("pairs of the frozen state, after b, c, a and d were set and c was deleted")
                .usually("a snapshot has every pair, and is read again in key order")
                .gives("[\"a\" \"1\", \"b\" \"2\", \"d\" \"\"]", shownPairs(machine.frozen()));
    }

    @Test
    void a_snapshot_has_more_pairs_than_an_answer_to_a_scan_may_have() {
        for (ReplicaOptions few :
                List.of(ReplicaOptions.DEFAULT.withMaxScanRows(2), ReplicaOptions.DEFAULT.withMaxScanBytes(1))) {
            machine = new KvStateMachine(few);
            apply(null, set("a", "1"));
            apply(null, set("b", "2"));
            apply(null, set("c", "3"));
            Fact.when("pairs of the frozen state, after a, b and c were set; a scan may answer " + few.maxScanRows()
                            + " rows and " + few.maxScanBytes() + " bytes")
                    .usually(
                            "the limits of a scan are for answers to clients; a snapshot that lacks a pair has lost it")
                    .gives("[\"a\" \"1\", \"b\" \"2\", \"c\" \"3\"]", shownPairs(machine.frozen()));
        }
    }

    private static String shownPairs(KvStateMachine.State state) {
        return state.pairs().stream()
                .map(row -> row.key() + " " + row.value())
                .toList()
                .toString();
    }

    @Test
    void a_snapshot_has_the_sessions_with_their_answers() {
        long client = openSession();
        long other = openSession();
        apply(id(client, 1, 1), set("k", "a"));
        apply(id(client, 2, 2), set("k", "b"));
        Fact.when("sessions of the frozen state, the least recently used first")
                .usually(WHOLE)
                .gives(
                        "[session 2 floor 1 answers {}, session 1 floor 2 answers {2=Done[previous=\"a\"]}]",
                        shownSessions(machine.frozen()));
        Fact.when("names of the two sessions").gives("1 2", client + " " + other);
    }

    private static String shownSessions(KvStateMachine.State state) {
        return state.sessions().stream()
                .map(session -> "session " + session.client() + " floor " + session.floor() + " answers "
                        + session.answers().stream()
                                .map(answer -> answer.getKey() + "=" + answer.getValue())
                                .collect(java.util.stream.Collectors.joining(", ", "{", "}")))
                .toList()
                .toString();
    }

    @Test
    void a_snapshot_has_the_log_time() {
        clock = 7_000;
        apply(null, set("k", "a"));
        clock = 4_000;
        apply(null, set("k", "b"));
        Fact.when("time of the frozen state, after entries with clocks of 7000 and 4000 ms")
                .usually(WHOLE)
                .gives(7_000, machine.frozen().timeMillis());
    }

    @Test
    void a_snapshot_does_not_change_while_entries_are_applied() {
        String usually = "a snapshot is written in the background, while the state goes on changing";
        long client = openSession();
        apply(id(client, 1, 1), set("k", "a"));
        KvStateMachine.State frozen = machine.frozen();
        clock = 9_000;
        openSession();
        apply(id(client, 2, 2), set("k", "b"));
        apply(null, set("j", "c"));
        Fact.when("pairs of a state that was frozen before further writes")
                .usually(usually)
                .gives("[\"k\" \"a\"]", shownPairs(frozen));
        Fact.when("its sessions")
                .usually(usually)
                .gives("[session 1 floor 1 answers {1=Done[previous=null]}]", shownSessions(frozen));
        Fact.when("its time").usually(usually).gives(1_000, frozen.timeMillis());
    }

    @Test
    void an_empty_state_has_a_snapshot() {
        KvStateMachine.State frozen = machine.frozen();
        Fact.when("freeze a machine that has applied nothing: pairs and sessions")
                .gives("[] []", shownPairs(frozen) + " " + shownSessions(frozen));
    }

    @Test
    void a_write_from_before_the_snapshot_is_recognized_after_it() {
        long client = openSession();
        apply(id(client, 1, 1), set("k", "a"));
        apply(null, set("k", "b"));
        restart();
        writes(id(client, 1, 1), set("k", "a"), new Response.Done(null), "b", "the sessions are part of the state");
        writes(id(client, 2, 2), set("k", "c"), done("b"), "c", "");
        restart();
        writes(id(client, 1, 1), set("k", "a"), EXPIRED, "c", "the floor is part of the state");
    }

    @Test
    void a_machine_from_a_snapshot_has_the_state_of_the_one_that_took_it() {
        clock = 7_000;
        long client = openSession();
        apply(id(client, 1, 1), set("k", "a"));
        clock = 4_000;
        apply(null, set("j", "b"));
        long hash = machine.hash();
        restart();
        Fact.when("hash of a machine that was restored from a snapshot")
                .usually(WHOLE)
                .gives(hash, machine.hash());
        apply(id(client, 2, 2), set("k", "c"));
        Fact.when("when the session was used last, by an entry with a clock of 4000 ms after the snapshot")
                .usually("log time goes on where it was, at 7000 ms")
                .gives(
                        7_000,
                        Objects.requireNonNull(machine.sessions().get(client)).lastUsedMillis());
    }

    @Test
    void a_leader_that_started_from_a_snapshot_recognizes_a_repeated_write() {
        Replicas replicas = replicas();
        replicas.elect(1);
        WriteId write = id(openSession(replicas, 1), 1, 1);
        replicas.ask(1, write(write, set("k", "a")));
        replicas.ask(1, write(null, set("k", "b")));
        replicas.ticks(1, 2);
        replicas.replica(2).requestSnapshot();
        replicas.turn(2);
        replicas.node(2).writeSnapshot();
        replicas.crash(2);
        replicas.isolate(1);
        replicas.elect(2);
        Fact.when("repeat a write at leader 2, which has restarted from its snapshot: the reply")
                .usually("the sessions are part of the state, and belong in the snapshot")
                .gives(new Response.Done(null), replicas.ask(2, write(write, set("k", "a"))));
        Fact.when("the value at node 2, after another client's write of \"b\" between the two")
                .usually(ONCE)
                .gives(Some.utf8("b"), replicas.replica(2).machine().get(Some.utf8("k")));
    }
}

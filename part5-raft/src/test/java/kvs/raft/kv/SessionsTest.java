package kvs.raft.kv;

import java.util.Objects;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Each write of a session happens once. */
class SessionsTest {
    private static final long TIMEOUT = 1_000;
    private static final ReplicaOptions OPTIONS = options(3, 4, 1 << 20);
    private final Sessions sessions = new Sessions(OPTIONS);

    private static ReplicaOptions options(int maxSessions, int maxAnswers, long maxSessionBytes) {
        ReplicaOptions all = ReplicaOptions.DEFAULT;
        return new ReplicaOptions(
                all.maxKeyBytes(),
                all.maxValueBytes(),
                all.maxScanRows(),
                all.maxScanBytes(),
                all.maxOpenRequests(),
                all.requestTicks(),
                TIMEOUT,
                maxSessions,
                maxAnswers,
                maxSessionBytes,
                all.snapshotEntries(),
                all.snapshotBytes(),
                all.maxSnapshotChunkBytes(),
                true);
    }

    private static Response.Done done(String previous) {
        return new Response.Done(Some.utf8(previous));
    }

    private static final Response EXPIRED = new Response.SessionExpired();

    /** What a state machine does with a write. Returns null if it would have applied it. */
    private static @Nullable Response write(Sessions sessions, WriteId id, long now, String answer) {
        Response earlier = sessions.recall(id, now);
        if (earlier == null) {
            sessions.remember(id, done(answer));
        }
        return earlier;
    }

    private static WriteId id(long client, long sequence, long lowestUnanswered) {
        return new WriteId(client, sequence, lowestUnanswered);
    }

    @Test
    void a_new_number_is_applied() {
        sessions.open(1, 0);
        Fact.when("recall a number that was not seen before").gives(null, sessions.recall(id(1, 1, 1), 0));
    }

    @Test
    void a_repeated_number_has_the_first_answer() {
        sessions.open(1, 0);
        write(sessions, id(1, 1, 1), 0, "first");
        Fact.when("write number 1 again").gives(done("first"), write(sessions, id(1, 1, 1), 0, "second"));
        Fact.when("write number 1 a third time").gives(done("first"), write(sessions, id(1, 1, 1), 0, "third"));
    }

    @Test
    void sessions_have_numbers_of_their_own() {
        sessions.open(1, 0);
        sessions.open(2, 0);
        write(sessions, id(1, 1, 1), 0, "of 1");
        Fact.when("write number 1 in another session").gives(null, write(sessions, id(2, 1, 1), 0, "of 2"));
        Fact.when("repeat it").gives(done("of 2"), write(sessions, id(2, 1, 1), 0, "x"));
    }

    @Test
    void a_write_outside_of_any_session_is_expired() {
        Fact.when("write in a session that was never opened").gives(EXPIRED, sessions.recall(id(9, 1, 1), 0));
    }

    @Test
    void numbers_may_arrive_out_of_order() {
        sessions.open(1, 0);
        write(sessions, id(1, 3, 1), 0, "three");
        Fact.when("write number 1 after number 3").gives(null, write(sessions, id(1, 1, 1), 0, "one"));
        Fact.when("write number 2").gives(null, write(sessions, id(1, 2, 1), 0, "two"));
        Fact.when("repeat number 3").gives(done("three"), write(sessions, id(1, 3, 1), 0, "x"));
    }

    @Test
    void an_acknowledged_number_is_forgotten_and_never_applied_again() {
        sessions.open(1, 0);
        write(sessions, id(1, 1, 1), 0, "one");
        write(sessions, id(1, 2, 2), 0, "two");
        Fact.when("keep the answers that the client lacks")
                .gives(1, Objects.requireNonNull(sessions.get(1)).answers().size());
        Fact.when("repeat a number that the client has acknowledged")
                .usually("a number below the floor must not count as new")
                .gives(EXPIRED, sessions.recall(id(1, 1, 1), 0));
    }

    @Test
    void a_late_repetition_does_not_lower_the_floor() {
        sessions.open(1, 0);
        write(sessions, id(1, 5, 5), 0, "five");
        sessions.recall(id(1, 1, 1), 0);
        Fact.when("ask for the floor")
                .gives(5, Objects.requireNonNull(sessions.get(1)).floor());
    }

    @Test
    void a_client_may_have_maxAnswers_writes_on_their_way() {
        sessions.open(1, 0);
        for (int i = 1; i <= 4; i++) {
            write(sessions, id(1, i, 1), 0, "answer " + i);
        }
        for (int i = 1; i <= 4; i++) {
            Fact.when("repeat write " + i + " of 4").gives(done("answer " + i), write(sessions, id(1, i, 1), 0, "x"));
        }
    }

    @Test
    void beyond_maxAnswers_the_lowest_number_is_forgotten() {
        sessions.open(1, 0);
        for (int i = 1; i <= 5; i++) {
            write(sessions, id(1, i, 1), 0, "answer " + i);
        }
        Fact.when("repeat write 1 of 5, where 4 answers are kept").gives(EXPIRED, sessions.recall(id(1, 1, 1), 0));
        Fact.when("repeat write 2").gives(done("answer 2"), sessions.recall(id(1, 2, 1), 0));
    }

    @Test
    void the_highest_number_is_applied_once() {
        sessions.open(1, 0);
        long highest = WriteId.MAX_SEQUENCE;
        for (long sequence = highest - 4; sequence <= highest; sequence++) {
            write(sessions, id(1, sequence, 1), 0, "answer");
        }
        Fact.when("repeat the highest number").gives(done("answer"), sessions.recall(id(1, highest, 1), 0));
        Fact.when("repeat a forgotten one").gives(EXPIRED, sessions.recall(id(1, highest - 4, 1), 0));
    }

    @Test
    void expires_after_the_timeout_and_not_at_it() {
        sessions.open(1, 500);
        sessions.expire(500 + TIMEOUT);
        Fact.when("count sessions at the time-out").gives(1, sessions.size());
        sessions.expire(501 + TIMEOUT);
        Fact.when("count sessions 1 ms later").gives(0, sessions.size());
    }

    @Test
    void every_write_prolongs_the_session_a_repetition_too() {
        sessions.open(1, 0);
        write(sessions, id(1, 1, 1), 900, "one");
        write(sessions, id(1, 1, 1), 1_800, "repeated");
        sessions.expire(1_800 + TIMEOUT);
        Fact.when("count sessions").gives(1, sessions.size());
    }

    @Test
    void the_least_recently_used_session_makes_room() {
        sessions.open(1, 0);
        sessions.open(2, 0);
        sessions.open(3, 0);
        write(sessions, id(1, 1, 1), 0, "one"); // now 2 is the eldest
        sessions.open(4, 0);
        Fact.when("count sessions").gives(3, sessions.size());
        Fact.when("look for the one that was used last").gives(true, sessions.get(1) != null);
        Fact.when("look for the one that was not used").gives(false, sessions.get(2) != null);
    }

    @Test
    void large_answers_of_one_session_make_others_leave_and_then_its_own() {
        Sessions small = new Sessions(options(100, 100, 1_000));
        small.open(1, 0);
        small.open(2, 0);
        for (int i = 1; i <= 10; i++) {
            write(small, id(2, i, 1), 0, "x".repeat(300));
        }
        Fact.when("look for the session that was not used").gives(false, small.get(1) != null);
        Fact.when("ask for the bytes of all sessions").holds(small.bytes() <= 1_000, "at most 1000", small.bytes());
        Fact.when("repeat the last write").gives(done("x".repeat(300)), small.recall(id(2, 10, 1), 0));
        Fact.when("repeat the first one").gives(EXPIRED, small.recall(id(2, 1, 1), 0));
    }

    @Test
    void the_last_answer_stays_however_large() {
        Sessions small = new Sessions(options(100, 100, 1_000));
        small.open(1, 0);
        write(small, id(1, 1, 1), 0, "x".repeat(3_000));
        Fact.when("repeat a write with a large answer").gives(done("x".repeat(3_000)), small.recall(id(1, 1, 1), 0));
    }

    @Test
    void exactly_the_limit_of_bytes_is_allowed() {
        long two = 2L * Session.OVERHEAD_BYTES;
        Sessions exact = new Sessions(options(100, 100, two));
        exact.open(1, 0);
        exact.open(2, 0);
        Fact.when("open two sessions where there is room for two").gives(2, exact.size());
        exact.open(3, 0);
        Fact.when("open a third").gives(2, exact.size());
        Fact.when("ask for the bytes").gives(two, exact.bytes());
    }

    @Test
    void an_empty_state_has_no_bytes_and_no_hash() {
        sessions.open(1, 0);
        write(sessions, id(1, 1, 1), 5, "one");
        write(sessions, id(1, 2, 2), 6, "two");
        sessions.expire(100_000);
        Fact.when("ask for the bytes of no sessions").gives(0, sessions.bytes());
        Fact.when("ask for the hash of no sessions").gives(0, sessions.hash());
    }

    @Test
    void a_write_id_has_numbers_in_range() {
        Fact.when("name write 0").gives(true, throwsFor(1, 0, 1));
        Fact.when("name a write of session 0").gives(true, throwsFor(0, 1, 1));
        Fact.when("name a write above the highest").gives(true, throwsFor(1, Long.MAX_VALUE, 1));
        Fact.when("acknowledge the write itself").gives(true, throwsFor(1, 1, 2));
        Fact.when("acknowledge less than nothing").gives(true, throwsFor(1, 1, 0));
        Fact.when("name the highest write").gives(false, throwsFor(1, WriteId.MAX_SEQUENCE, WriteId.MAX_SEQUENCE));
        Fact.when("write one at a time").gives(id(3, 4, 4), WriteId.oneAtATime(3, 4));
    }

    private static boolean throwsFor(long client, long sequence, long lowest) {
        try {
            id(client, sequence, lowest);
            return false;
        } catch (IllegalArgumentException _) {
            return true;
        }
    }

    @Test
    void answers_of_every_kind_are_counted_and_hashed_apart() {
        java.util.Set<Long> hashes = new java.util.HashSet<>();
        Response.Applied[] answers = {
            new Response.Done(null),
            new Response.Done(Bytes.EMPTY),
            new Response.Mismatch(null),
            new Response.Mismatch(Bytes.EMPTY),
            new Response.SessionOpened(1),
            new Response.SessionOpened(2),
            new Response.SessionExpired(),
            new Response.Rejected(""),
            new Response.Rejected("why")
        };
        for (Response.Applied answer : answers) {
            Session session = new Session(1, 1, 0);
            session.remember(1, answer);
            hashes.add(session.hash());
            session.forgetBelow(2);
            Fact.when("remember and forget " + answer + "; the bytes").gives(Session.OVERHEAD_BYTES, session.bytes());
            Fact.when("remember and forget " + answer + "; the hash").gives(StateHash.session(1, 0, 2), session.hash());
        }
        Fact.when("hash " + answers.length + " different answers; different hashes")
                .gives(answers.length, hashes.size());
    }
}

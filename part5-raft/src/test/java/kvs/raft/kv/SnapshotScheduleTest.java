package kvs.raft.kv;

import kvs.protocol.Fact;
import kvs.raft.Entry;
import kvs.raft.Payload;
import org.junit.jupiter.api.Test;

class SnapshotScheduleTest {
    private final SnapshotSchedule schedule =
            new SnapshotSchedule(new ReplicaOptions(1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 3, 1_000, 1, true));

    private void apply(int count, int bytes) {
        for (int i = 0; i < count; i++) {
            schedule.applied(new Entry(1, 1, new Payload.Command(new byte[bytes - Entry.OVERHEAD_BYTES])));
        }
    }

    @Test
    void is_due_after_enough_entries() {
        apply(2, 30);
        Fact.when("apply 2 entries of 3").gives(false, schedule.takeDue(0));
        apply(1, 30);
        Fact.when("apply 3 entries of 3").gives(true, schedule.takeDue(0));
    }

    @Test
    void is_due_after_enough_bytes() {
        apply(1, 999);
        Fact.when("apply 999 bytes of 1000").gives(false, schedule.takeDue(0));
        schedule.replaced();
        apply(1, 1_000);
        Fact.when("apply 1000 bytes").gives(true, schedule.takeDue(0));
    }

    @Test
    void a_state_larger_than_that_is_written_after_its_own_size() {
        apply(1, 1_999);
        Fact.when("apply 1999 bytes to a state of 2000").gives(false, schedule.takeDue(2_000));
        schedule.replaced();
        apply(1, 2_000);
        Fact.when("apply 2000 bytes to a state of 2000").gives(true, schedule.takeDue(2_000));
        schedule.replaced();
        apply(3, 30);
        Fact.when("apply 3 entries of 3 to a state of 2000").gives(true, schedule.takeDue(2_000));
    }

    @Test
    void only_one_is_written_at_a_time() {
        apply(3, 30);
        schedule.begin(Some.snapshotAt(3));
        apply(3, 30);
        Fact.when("apply enough while one is written").gives(false, schedule.takeDue(0));
        schedule.taken(Some.snapshotAt(2));
        Fact.when("finish another one").gives(false, schedule.takeDue(0));
        schedule.taken(Some.snapshotAt(3));
        Fact.when("finish it").gives(true, schedule.takeDue(0));
    }

    @Test
    void counts_anew_from_the_one_that_began() {
        apply(3, 30);
        schedule.begin(Some.snapshotAt(3));
        schedule.failed(Some.snapshotAt(3));
        Fact.when("let it fail").gives(false, schedule.takeDue(0));
        apply(2, 30);
        Fact.when("apply 2 entries").gives(false, schedule.takeDue(0));
        apply(1, 30);
        Fact.when("apply 3 entries").gives(true, schedule.takeDue(0));
    }

    @Test
    void an_installed_one_replaces_the_one_being_written() {
        apply(3, 30);
        schedule.begin(Some.snapshotAt(3));
        schedule.replaced();
        Fact.when("install another").gives(false, schedule.takeDue(0));
        apply(3, 30);
        Fact.when("apply 3 entries").gives(true, schedule.takeDue(0));
    }

    @Test
    void a_wish_is_for_this_turn() {
        schedule.request();
        Fact.when("ask with nothing applied").gives(false, schedule.takeDue(0));
        apply(1, 30);
        Fact.when("apply an entry in the next turn").gives(false, schedule.takeDue(0));
        schedule.request();
        Fact.when("ask again").gives(true, schedule.takeDue(0));
    }
}

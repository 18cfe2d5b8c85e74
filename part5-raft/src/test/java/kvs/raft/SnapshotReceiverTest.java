package kvs.raft;

import kvs.protocol.Fact;
import kvs.raft.Message.InstallSnapshot;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("5.7")
class SnapshotReceiverTest {
    private static final String IN_ORDER =
            "the bytes are written one after the other: the next piece begins where the last one ended";

    private static final String NOT_MIXED = "half of one snapshot and half of another are no snapshot";

    private static final Snapshot FIVE = snapshot("5@2", 1, 2, 3);
    private static final Snapshot SEVEN = snapshot("7@2", 1, 2, 3);

    private final SnapshotReceiver receiver = new SnapshotReceiver();
    private String did = "";

    // In order

    @Test
    void takes_pieces_one_after_the_other() {
        takes(FIVE, 0, 4, IN_ORDER);
        received(FIVE, 4);
        takes(FIVE, 4, 4, IN_ORDER);
        received(FIVE, 8);
        takes(FIVE, 8, 2, IN_ORDER + ". Pieces may be of different lengths");
        received(FIVE, 10);
    }

    @Test
    void pieces_may_be_of_any_length() {
        takes(FIVE, 0, 1, "");
        takes(FIVE, 1, 7, "the piece before was one byte long");
        takes(FIVE, 8, 3, "the pieces before were one and seven bytes long");
        received(FIVE, 11);
    }

    @Test
    void the_last_piece_counts_like_any_other() {
        takes(FIVE, 0, 4, "");
        Fact.when("take the last piece of " + show(FIVE) + ", 2 bytes at 4, after 4 bytes at 0")
                .usually(IN_ORDER)
                .gives(true, receiver.take(new InstallSnapshot(3, FIVE, 4, new byte[2], true, 0)));
        Fact.when("then received(" + show(FIVE) + ")")
                .usually(
                        "what becomes of a whole snapshot is decided elsewhere: here, its last piece is one more piece")
                .gives(6, receiver.received(FIVE));
    }

    @Test
    void a_piece_after_a_missing_one_is_not_the_next() {
        refuses(FIVE, 4, 4, "the first piece is missing");
        received(FIVE, 0);
        takes(FIVE, 0, 4, "a refused piece changes nothing: the first one is still the next");
        refuses(FIVE, 8, 4, "the piece from 4 on is missing: the file would have a hole");
        received(FIVE, 4);
        takes(FIVE, 4, 4, "a refused piece changes nothing: the one from 4 on is still the next");
    }

    @Test
    void a_piece_that_arrives_twice_counts_once() {
        takes(FIVE, 0, 4, "");
        refuses(FIVE, 0, 4, "the first piece is doubled: it is not the beginning of another snapshot");
        received(FIVE, 4);
        takes(FIVE, 4, 4, "a doubled piece changes nothing: the one from 4 on is still the next");
        refuses(FIVE, 4, 4, "the second piece is doubled: appended, its bytes are in the file twice");
        refuses(FIVE, 0, 4, "the first piece arrives once more, after the second");
        received(FIVE, 8);
    }

    @Test
    void a_piece_that_overlaps_is_not_the_next() {
        takes(FIVE, 0, 4, "");
        refuses(FIVE, 2, 4, "two of its bytes are there already: appended, they are in the file twice");
        received(FIVE, 4);
        refuses(FIVE, 5, 4, "one byte is missing before it");
        received(FIVE, 4);
    }

    @Test
    void a_first_piece_after_all_was_forgotten_is_the_next() {
        takes(FIVE, 0, 4, "");
        takes(FIVE, 4, 4, "");
        receiver.clear();
        received(FIVE, 0);
        refuses(FIVE, 8, 4, "what was received is forgotten: the piece from 8 on is not the next");
        takes(FIVE, 0, 4, "what was received is forgotten: the snapshot begins again");
        received(FIVE, 4);
    }

    // One snapshot only

    @Test
    void the_first_piece_of_another_snapshot_starts_anew() {
        takes(FIVE, 0, 4, "");
        takes(FIVE, 4, 4, "");
        takes(SEVEN, 0, 3, "the leader has a newer snapshot, and sends that one from its beginning");
        received(SEVEN, 3);
        received(FIVE, 0);
        takes(SEVEN, 3, 4, "the newer snapshot goes on");
        received(SEVEN, 7);
    }

    @Test
    void a_later_piece_of_another_snapshot_is_not_the_next() {
        takes(FIVE, 0, 4, "");
        refuses(SEVEN, 4, 4, NOT_MIXED + ", also if the offset fits");
        received(FIVE, 4);
        received(SEVEN, 0);
        takes(FIVE, 4, 4, "a refused piece changes nothing: the first snapshot goes on");
    }

    @Test
    void the_rest_of_a_snapshot_that_was_dropped_is_not_the_next() {
        takes(FIVE, 0, 4, "");
        takes(SEVEN, 0, 4, "");
        refuses(FIVE, 4, 4, NOT_MIXED + ". The piece is late");
        received(SEVEN, 4);
        takes(SEVEN, 4, 4, "a refused piece changes nothing: the newer snapshot goes on");
    }

    @Test
    void an_older_snapshot_may_take_the_place_of_a_newer_one() {
        takes(SEVEN, 0, 4, "");
        takes(FIVE, 0, 4, "whether a snapshot is wanted is decided elsewhere: here, any other one starts anew");
        received(FIVE, 4);
        received(SEVEN, 0);
    }

    @Test
    void a_snapshot_is_its_last_entry_and_its_configuration() {
        Snapshot otherTerm = snapshot("5@3", 1, 2, 3);
        Snapshot otherMembers = snapshot("5@2", 1, 2, 4);
        takes(FIVE, 0, 4, "");
        refuses(otherTerm, 4, 4, NOT_MIXED + ": their last entries differ in the term");
        refuses(otherMembers, 4, 4, NOT_MIXED + ": their configurations differ");
        takes(otherTerm, 0, 4, "another term in the last entry: another snapshot starts anew");
        received(otherTerm, 4);
        takes(otherMembers, 0, 4, "another configuration: another snapshot starts anew");
        received(otherMembers, 4);
    }

    @Test
    void two_equal_snapshots_are_the_same() {
        takes(FIVE, 0, 4, "");
        takes(
                snapshot("5@2", 1, 2, 3),
                4,
                4,
                "each message is read from bytes of its own, so snapshots are compared by equals and not by ==");
        received(FIVE, 8);
    }

    private static Snapshot snapshot(String last, int... voters) {
        return new Snapshot(Logs.id(last), Configuration.ofVoters(voters));
    }

    private void takes(Snapshot snapshot, long offset, int length, String usually) {
        take(snapshot, offset, length, true, usually);
    }

    private void refuses(Snapshot snapshot, long offset, int length, String usually) {
        take(snapshot, offset, length, false, usually);
    }

    private void take(Snapshot snapshot, long offset, int length, boolean expected, String usually) {
        String piece = "take(" + length + " bytes at " + offset + " of " + show(snapshot) + ")";
        did += (did.isEmpty() ? "" : ", ") + piece;
        InstallSnapshot message = new InstallSnapshot(3, snapshot, offset, new byte[length], false, 0);
        Fact.when(did).usually(usually).gives(expected, receiver.take(message));
    }

    private void received(Snapshot snapshot, long expected) {
        Fact.when(did + "; then received(" + show(snapshot) + ")")
                .usually("this is where the leader goes on: too low, it sends bytes again; too high, bytes are lost")
                .gives(expected, receiver.received(snapshot));
    }

    private static String show(Snapshot snapshot) {
        return snapshot.last() + " of " + snapshot.configuration().voters();
    }
}

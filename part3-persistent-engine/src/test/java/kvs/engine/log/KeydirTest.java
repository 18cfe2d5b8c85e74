package kvs.engine.log;

import java.util.Set;
import kvs.index.KeyIndex;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The keydir: after each change, index and usage agree. */
class KeydirTest {
    private static final Bytes A = Bytes.utf8("a");
    private static final LogPointer FIRST = new LogPointer(1, 32, 27);
    private static final LogPointer SECOND = new LogPointer(1, 59, 28);
    private static final LogPointer THIRD = new LogPointer(2, 32, 26);

    private final Keydir keydir = new Keydir(KeyIndex.create());

    private String use(int segment) {
        return "live " + keydir.use(segment).live() + ", tombstones "
                + keydir.use(segment).tombstones();
    }

    @Test
    @Tag("3.3")
    void set_moves_live_bytes_from_the_old_record_to_the_new() {
        keydir.set(A, FIRST);
        Fact.when("set a at 1:32, 27 bytes; the usage of segment 1").gives("live 27, tombstones 0", use(1));
        keydir.set(A, SECOND);
        Fact.when("set a at 1:32, 27 bytes; set a at 1:59, 28 bytes; the pointer of a")
                .usually("the newer record must replace the older one")
                .gives(SECOND, keydir.get(A));
        Fact.when("set a at 1:32, 27 bytes; set a at 1:59, 28 bytes; the usage of segment 1")
                .usually(
                        "usage.added hears of the new record, and usage.replaced of the pointer that index.put returns")
                .gives("live 28, tombstones 0", use(1));
    }

    @Test
    @Tag("3.3")
    void a_new_record_may_be_in_a_segment_with_a_lower_id() {
        String usually = "ids do not ascend in the log: a compaction output has a higher id than the newest segment;"
                + " the record that is set last is the newer one";
        keydir.set(A, new LogPointer(5, 32, 27));
        keydir.set(A, new LogPointer(4, 32, 28));
        String did = "set a at 5:32, 27 bytes; set a at 4:32, 28 bytes";
        Fact.when(did + "; the pointer of a").usually(usually).gives(new LogPointer(4, 32, 28), keydir.get(A));
        Fact.when(did + "; the usage of segments 5 and 4")
                .usually(usually)
                .gives("live 0, tombstones 0; live 28, tombstones 0", use(5) + "; " + use(4));
    }

    @Test
    @Tag("3.5")
    void remove_counts_the_tombstone_and_no_longer_the_value() {
        keydir.set(A, FIRST);
        keydir.remove(A, THIRD);
        Fact.when("set a at 1:32, 27 bytes; remove a at 2:32, 26 bytes; the pointer of a")
                .gives(null, keydir.get(A));
        Fact.when("set a at 1:32, 27 bytes; remove a at 2:32, 26 bytes; the usage of segments 1 and 2")
                .usually(
                        "usage.tombstone hears of the new record, and usage.replaced of the pointer that index.remove returns")
                .gives("live 0, tombstones 0; live 0, tombstones 26", use(1) + "; " + use(2));
    }

    @Test
    @Tag("3.5")
    void remove_counts_the_tombstone_of_a_key_without_a_value() {
        keydir.remove(A, THIRD);
        Fact.when("remove a at 2:32, 26 bytes, in an empty keydir; the usage of segment 2")
                .usually(
                        "at a start, compaction may have dropped the value already; the tombstone takes room all the same")
                .gives("live 0, tombstones 26", use(2));
    }

    @Test
    void move_changes_a_key_that_points_to_an_old_segment() {
        keydir.set(A, FIRST);
        keydir.move(A, Set.of(1), THIRD);
        Fact.when("set a at 1:32; move a from segment 1 to 2:32").gives(THIRD, keydir.get(A));
        Fact.when("set a at 1:32; move a from segment 1 to 2:32, 26 bytes; the usage of segment 2")
                .gives("live 26, tombstones 0", use(2));
    }

    @Test
    void move_leaves_a_key_that_has_changed_since() {
        keydir.set(A, FIRST);
        keydir.move(A, Set.of(7), THIRD);
        Fact.when("set a at 1:32; move a from segment 7 to 2:32").gives(FIRST, keydir.get(A));
        keydir.remove(A, SECOND);
        keydir.move(A, Set.of(1), THIRD);
        Fact.when("set a, remove a; move a from segment 1 to 2:32").gives(null, keydir.get(A));
    }
}

package kvs.raft;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A node that starts with a durable log of three entries. */
@Tag("5.4")
class DurabilityTest {
    private static final String HOLE =
            "a write counts once all before it are complete: until then the log on disk may have a hole";

    private static final String REMOVED =
            "the removed entries are not the log's any more, whatever the disk holds or will hold at their place";

    private final Durability durability = new Durability(3);

    @Test
    void numbers_the_writes_from_one() {
        Fact.when("the number of the first write").gives(1, durability.issue(4));
        Fact.when("the number of the second write").gives(2, durability.issue(4));
        Fact.when("the number of the third write").gives(3, durability.issue(9));
        Fact.when("issued() after three writes").gives(3, durability.issued());
    }

    @Test
    void does_not_count_a_write_when_it_is_issued() {
        durability.issue(5);
        isDurable("issue(5)", 3, 0, "issuing a write is not yet storing it: the disk has not completed anything");
    }

    @Test
    void puts_a_write_at_the_end_of_the_queue() {
        durability.issue(4);
        durability.issue(5);
        isDurable("issue(4), issue(5)", 3, 0, "the queue goes by ascending number: write 1 is its head, not write 2");
    }

    @Test
    void counts_a_write_once_it_is_complete() {
        durability.issue(5);
        durability.complete(1);
        isDurable("issue(5), complete(1)", 5, 1, "");
        durability.issue(7);
        isDurable("the same and issue(7)", 5, 1, "");
        durability.complete(2);
        isDurable("the same and complete(2)", 7, 2, "");
    }

    @Test
    void counts_a_write_only_when_all_before_it_are_complete() {
        durability.issue(4);
        durability.issue(5);
        durability.issue(6);
        durability.complete(2);
        isDurable("issue(4), issue(5), issue(6), complete(2)", 3, 0, HOLE);
        durability.complete(1);
        isDurable("the same and complete(1)", 5, 2, "write 2 was complete already, and counts together with write 1");
        durability.complete(3);
        isDurable("the same and complete(3)", 6, 3, "");
    }

    @Test
    void ends_with_everything_durable_in_whatever_order_the_writes_complete() {
        for (List<Integer> order : orders(List.of(1, 2, 3, 4))) {
            Durability writes = new Durability(3);
            for (int write = 1; write <= 4; write++) {
                writes.issue(3 + write);
            }
            List<Integer> complete = new ArrayList<>();
            for (int write : order) {
                writes.complete(write);
                complete.add(write);
                int first = 0;
                while (complete.contains(first + 1)) {
                    first++;
                }
                String did = "writes 1 to 4 issued with one entry each after entry 3, " + complete + " complete";
                Fact.when(did + ": completed()").usually(HOLE).gives(first, writes.completed());
                Fact.when(did + ": durable()").usually(HOLE).gives(3 + first, writes.durable());
            }
        }
    }

    @Test
    void remembers_a_completion_that_came_early() {
        durability.issue(4);
        durability.issue(5);
        durability.complete(2);
        durability.complete(1);
        durability.complete(1);
        isDurable("issue(4), issue(5), complete(2), complete(1), complete(1)", 5, 2, "write 2 was complete already");
    }

    @Test
    void counts_a_write_without_entries_too() {
        durability.issue(3);
        durability.issue(4);
        durability.complete(2);
        isDurable("issue(3), which stores a vote alone, issue(4), complete(2)", 3, 0, HOLE);
        durability.complete(1);
        isDurable("the same and complete(1)", 4, 2, "");
    }

    @Test
    void ignores_a_number_that_was_not_issued() {
        durability.issue(4);
        durability.complete(0);
        durability.complete(2);
        isDurable("issue(4), complete(0), complete(2)", 3, 0, "only write 1 was issued");
        durability.complete(1);
        isDurable("the same and complete(1)", 4, 1, "");
        durability.complete(2);
        isDurable("the same and complete(2)", 4, 1, "only write 1 was issued");
        durability.issue(5);
        isDurable("the same and issue(5)", 4, 1, "a completion says nothing about a write that is issued after it");
    }

    @Test
    void ignores_a_number_that_is_complete_already() {
        durability.issue(4);
        durability.issue(5);
        durability.complete(1);
        durability.complete(1);
        isDurable("issue(4), issue(5), complete(1), complete(1)", 4, 1, "write 2 is not complete");
    }

    @Test
    void counts_removed_entries_no_longer() {
        durability.truncated(2);
        isDurable(
                "truncated(2)", 1, 0, "entry 2 and all after it are removed, whatever the disk holds; entry 1 is left");
    }

    @Test
    void does_not_count_the_last_entry_when_it_alone_is_removed() {
        durability.truncated(3);
        isDurable("truncated(3), the last durable entry", 2, 0, "entry 3 itself is removed as well");
    }

    @Test
    void counts_nothing_more_when_entries_are_removed() {
        durability.truncated(4);
        isDurable("truncated(4), the entry after the last durable one", 3, 0, "entries 1 to 3 are still there");
        durability.truncated(9);
        isDurable("truncated(9)", 3, 0, "removing entries makes none durable");
    }

    @Test
    void counts_of_a_write_that_was_issued_what_is_left_of_it() {
        durability.issue(7);
        durability.truncated(6);
        durability.complete(1);
        String usually =
                "of write 1, entries 4 and 5 are still in the log; 6 and 7 are removed, whatever the disk holds";
        isDurable("issue(7), truncated(6), complete(1)", 5, 1, usually);
    }

    @Test
    void counts_of_a_write_that_was_issued_all_but_its_last_entry() {
        durability.issue(6);
        durability.truncated(6);
        durability.complete(1);
        isDurable("issue(6), truncated(6), complete(1)", 5, 1, "entry 6 itself is removed as well");
    }

    @Test
    void lowers_what_is_durable_and_the_writes_that_were_issued() {
        durability.issue(7);
        durability.truncated(2);
        isDurable("issue(7), truncated(2)", 1, 0, REMOVED);
        durability.complete(1);
        isDurable("the same and complete(1)", 1, 1, "of write 1, nothing is left; nor of entries 2 and 3");
    }

    @Test
    void does_not_count_the_removed_entries_of_a_write_that_is_complete_and_waits_for_another() {
        durability.issue(4);
        durability.issue(7);
        durability.complete(2);
        durability.truncated(6);
        durability.complete(1);
        isDurable("issue(4), issue(7), complete(2), truncated(6), complete(1)", 5, 2, REMOVED);
    }

    @Test
    void counts_what_is_left_of_each_write() {
        durability.issue(4);
        durability.issue(8);
        durability.issue(9);
        durability.truncated(7);
        durability.complete(1);
        isDurable("issue(4), issue(8), issue(9), truncated(7), complete(1)", 4, 1, "write 1 has lost nothing");
        durability.complete(2);
        isDurable("the same and complete(2)", 6, 2, REMOVED);
        durability.complete(3);
        isDurable("the same and complete(3)", 6, 3, "each pending write is cut, not only the first or the last");
    }

    @Test
    void counts_entries_that_took_the_place_of_removed_ones_with_their_own_write() {
        durability.issue(7);
        durability.truncated(5);
        durability.issue(6);
        durability.complete(1);
        isDurable("issue(7), truncated(5), issue(6), complete(1)", 4, 1, REMOVED);
        durability.complete(2);
        isDurable("the same and complete(2)", 6, 2, "");
    }

    private static List<List<Integer>> orders(List<Integer> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Integer>> orders = new ArrayList<>();
        for (Integer first : of) {
            List<Integer> rest = new ArrayList<>(of);
            rest.remove(/* element */ first);
            for (List<Integer> order : orders(rest)) {
                List<Integer> all = new ArrayList<>(List.of(first));
                all.addAll(order);
                orders.add(all);
            }
        }
        return orders;
    }

    private void isDurable(String did, long durable, long completed, String usually) {
        Fact.when("durable() after " + did).usually(usually).gives(durable, durability.durable());
        Fact.when("completed() after " + did).usually(usually).gives(completed, durability.completed());
    }
}

package kvs.shard;

import java.util.ArrayList;
import java.util.List;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 4.9: an index that grows and shrinks without a pause. What moves is counted, not timed. */
@Tag("4.9")
class SlabIndexTest {
    private static final int STEP = SlabIndex.SLOTS_PER_CHANGE;

    /** The slots of an index that has not grown. */
    private static final int FIRST_CAPACITY = 64;

    private final SlabIndex index = new SlabIndex(new Slabs(1024));

    private static long slot(int number) {
        return SlotTable.slot(Keys.key(number).hash(), number + 1);
    }

    /** Adds slots from a number on until some entries are left to move. */
    private int addUntilItMoves(int from) {
        int next = from;
        do {
            index.add(slot(next++));
        } while (index.unmoved() == 0 && next < from + 10_000);
        return next;
    }

    private void hasAll(int from, int to, String when) {
        for (int i = from; i < to; i++) {
            Fact.when(when + ", contains slot " + i)
                    .usually("an entry is in one of the two tables; a moved one must not get lost")
                    .gives(true, index.contains(slot(i)));
        }
    }

    @Test
    void moveSlots_leaves_no_entry_before_moveFrom() {
        addUntilItMoves(0);
        for (int steps = 0; index.isMoving() && index.moveFrom() < FIRST_CAPACITY && steps < 1000; steps++) {
            index.moveSlots(1);
        }
        Fact.when("moveSlots(1) until moveFrom is at the end of the old table, the entries that are left in it")
                .usually("removeAt may have put another entry into the slot: look at it again, moveFrom stays")
                .gives(0, index.unmoved());
    }

    @Test
    void the_move_is_over_when_the_last_entry_has_moved() {
        addUntilItMoves(0);
        while (index.unmoved() > 1) {
            int left = index.unmoved();
            int from = index.moveFrom();
            index.moveSlots(1);
            Fact.when("moveSlots(1), the entries that it moves and the slots by which moveFrom goes on")
                    .usually("each slot that is looked at counts as one, whether an entry moves or moveFrom goes on")
                    .gives(1, left - index.unmoved() + index.moveFrom() - from);
        }
        while (index.unmoved() > 0) {
            index.moveSlots(1);
        }
        Fact.when("moveSlots(1) until the last entry has moved, isMoving()")
                .usually("the move is over when old.size() is 0; the slots after the last entry need no look")
                .gives(false, index.isMoving());
    }

    @Test
    void the_move_is_over_when_the_only_entry_left_is_removed() {
        List<Long> present = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            present.add(slot(i));
            index.add(slot(i));
        }
        index.moveSlots(1_000_000);
        present.sort(Long::compareUnsigned);
        // It lies near the end of the table; the others that stay lie near the start.
        long last = present.remove(900);
        while (!index.isMoving() && !present.isEmpty()) {
            index.remove(present.removeLast());
        }
        for (int steps = 0; index.unmoved() > 1 && steps < 10_000; steps++) {
            index.moveSlots(1);
        }
        index.remove(last);
        index.moveSlots(1);
        Fact.when("move all entries but one near the end of the old table; remove it; moveSlots(1); isMoving()")
                .usually("the last entry may also be removed: ask for old.size() after a look at an empty slot as well")
                .gives(false, index.isMoving());
    }

    @Test
    void the_move_is_over_when_the_last_entry_was_removed() {
        for (int slots = 1000; slots < 1010; slots++) {
            SlabIndex shrinking = new SlabIndex(new Slabs(1024));
            List<Long> present = new ArrayList<>();
            for (int i = 0; i < slots; i++) {
                present.add(slot(i));
                shrinking.add(slot(i));
            }
            shrinking.moveSlots(1_000_000);
            while (!shrinking.isMoving()) {
                shrinking.remove(present.removeFirst());
            }
            // Entries move from the left, and the test removes them from the right.
            present.sort(Long::compareUnsigned);
            while (shrinking.unmoved() > 0) {
                shrinking.remove(present.removeLast());
            }
            Fact.when("remove most of " + slots + " slots until the old table has no entry, isMoving()")
                    .usually("the last entry of the old table may also be removed: ask for old.size() after each look")
                    .gives(false, shrinking.isMoving());
        }
    }

    @Test
    void moveSlots_uses_up_its_budget() {
        addUntilItMoves(0);
        for (int budget : new int[] {1, 2, 7}) {
            int left = index.unmoved();
            int from = index.moveFrom();
            index.moveSlots(budget);
            Fact.when("moveSlots(" + budget + "), the entries that it moves and the slots by which moveFrom goes on")
                    .usually("each slot that is looked at counts as one, whether an entry moves or moveFrom goes on")
                    .gives(budget, left - index.unmoved() + index.moveFrom() - from);
        }
    }

    @Test
    void adding_moves_a_few_entries_at_a_time() {
        for (int i = 0; i < 50_000; i++) {
            int before = index.isMoving() ? index.unmoved() : index.size();
            int capacity = index.capacity();
            boolean moving = index.isMoving();
            index.add(slot(i));
            if (moving || index.capacity() != capacity) {
                int moved = before - index.unmoved();
                Fact.when("add slot " + i + ", the entries that it moves")
                        .usually("all entries were moved in one pause; the budget bounds the loop")
                        .holds(moved <= STEP, "at most " + STEP, moved);
            }
        }
        hasAll(0, 50_000, "add 50000 slots");
    }

    @Test
    void a_move_ends_before_the_next_one_is_due() {
        int next = 0;
        for (int round = 0; round < 12; round++) {
            next = addUntilItMoves(next);
            int size = index.size();
            while (index.isMoving() && next < 2 * size) {
                index.add(slot(next++));
            }
            Fact.when("grow at " + size + " slots, the size at which the move has ended")
                    .usually("each change moves some entries; the old table is forgotten when it is empty")
                    .holds(!index.isMoving() && index.size() < 1.3 * size, "less than " + 1.3 * size, index.size());
        }
    }

    @Test
    void each_entry_is_found_while_they_move() {
        int next = addUntilItMoves(3000);
        int steps = 0;
        for (; index.isMoving() && steps < 1000; steps++) {
            hasAll(3000, next, "add " + (next - 3000) + " slots, of which " + index.unmoved() + " have to move");
            Fact.when("size() in the middle of a move").gives(next - 3000, index.size());
            index.moveSlots(5);
        }
        hasAll(3000, next, "the move has ended");
        Fact.when("moveSlots(5) until isMoving() is false, the calls for " + (next - 3000) + " slots")
                .usually("when the old table has no entries left, there is no old table: old = null")
                .holds(steps < 1000, "fewer than 1000", steps);
    }

    @Test
    void moveSlots_keeps_to_its_budget() {
        addUntilItMoves(0);
        for (int budget : new int[] {0, 1, 2, 7}) {
            int before = index.unmoved();
            index.moveSlots(budget);
            int moved = before - index.unmoved();
            Fact.when("moveSlots(" + budget + "), the entries that it moves")
                    .usually("the budget is the number of slots that it may look at, also 0")
                    .holds(moved <= budget, "at most " + budget, moved);
        }
    }

    @Test
    void empty_slots_count_as_looked_at() {
        for (int i = 0; i < 20_000; i++) {
            index.add(slot(i));
        }
        // The index shrinks when one slot of eight is in use.
        for (int i = 0; !index.isMoving() && i < 20_000; i++) {
            index.remove(slot(i));
        }
        for (int budget : new int[] {0, 1, 3, 8}) {
            int before = index.moveFrom();
            index.moveSlots(budget);
            int looked = index.moveFrom() - before;
            Fact.when("moveSlots(" + budget + ") in a table with few entries, the slots by which moveFrom goes on")
                    .usually("only the moved entries were counted: looking for the next one takes time as well")
                    .holds(looked <= budget, "at most " + budget, looked);
        }
    }

    @Test
    void the_old_table_gives_its_memory_back_while_entries_move() {
        for (int i = 0; i < 20_000; i++) {
            index.add(slot(i));
        }
        addUntilItMoves(20_000);
        while (index.unmoved() > 100) {
            index.moveSlots(1);
        }
        long before = index.bytes();
        index.moveSlots(1_000_000);
        long kept = before - index.bytes();
        // Two segments of 4096 slots.
        Fact.when("move all but 100 of 20000 entries, the bytes that the old table still has")
                .usually("what has been emptied is kept until the end: old.releaseBefore(moveFrom) gives it back")
                .holds(kept < 66_000, "less than 66000", kept);
    }

    @Test
    void moveSlots_says_whether_more_is_left() {
        Fact.when("moveSlots(10) when nothing moves").gives(false, index.moveSlots(10));
        addUntilItMoves(0);
        Fact.when("moveSlots(1) in the middle of a move")
                .usually("the result says whether there is an old table after the call")
                .gives(true, index.moveSlots(1));
        Fact.when("moveSlots(1000000), which ends the move")
                .usually("the result says whether there is an old table after the call")
                .gives(false, index.moveSlots(1_000_000));
        Fact.when("moveSlots(1000000), unmoved()").gives(0, index.unmoved());
        Fact.when("moveSlots(1000000), isMoving()")
                .usually("when the old table has no entries left, there is no old table: old = null")
                .gives(false, index.isMoving());
    }

    @Test
    void changes_in_the_middle_of_a_move_count() {
        int next = addUntilItMoves(0);
        for (int i = 0; i < next; i += 2) {
            Fact.when("remove slot " + i + " in the middle of a move").gives(true, index.remove(slot(i)));
            Fact.when("remove slot " + i + " again").gives(false, index.remove(slot(i)));
        }
        for (int i = 1; i < next; i += 2) {
            long other = SlotTable.slot(slot(i), 100_000 + i);
            Fact.when("replace slot " + i).gives(true, index.replace(slot(i), other));
            Fact.when("replace slot " + i + ", contains the new one").gives(true, index.contains(other));
            Fact.when("replace slot " + i + ", contains the old one").gives(false, index.contains(slot(i)));
        }
        Fact.when("remove each second slot, size()").gives(next / 2, index.size());
    }

    @Test
    void it_shrinks_when_most_keys_are_gone() {
        for (int i = 0; i < 50_000; i++) {
            index.add(slot(i));
        }
        long full = index.bytes();
        for (int i = 0; i < 49_900; i++) {
            int before = index.isMoving() ? index.unmoved() : index.size();
            int capacity = index.capacity();
            boolean moving = index.isMoving();
            index.remove(slot(i));
            if (moving || index.capacity() != capacity) {
                int moved = before - index.unmoved();
                Fact.when("remove slot " + i + ", the entries that it moves or removes")
                        .holds(moved <= STEP + 1, "at most " + (STEP + 1), moved);
            }
        }
        hasAll(49_900, 50_000, "remove 49900 of 50000 slots");
        index.moveSlots(1_000_000);
        Fact.when("remove 49900 of 50000 slots, bytes(), which were " + full)
                .holds(index.bytes() < full / 10, "less than a tenth", index.bytes());
    }

    @Test
    void it_takes_at_most_16_bytes_for_a_key_when_nothing_moves() {
        int next = 100_000;
        for (int i = 0; i < next; i++) {
            index.add(slot(i));
        }
        for (int round = 0; round < 5; round++) {
            next = round == 0 ? next : addUntilItMoves(next);
            index.moveSlots(10_000_000);
            // The rest: half a segment that is in use for less, and the array of segments.
            Fact.when("add " + next + " slots, bytes()")
                    .holds(index.bytes() < 16L * next + 70_000, "about 16 for each", index.bytes());
            next = Math.max(next, index.size());
        }
    }
}

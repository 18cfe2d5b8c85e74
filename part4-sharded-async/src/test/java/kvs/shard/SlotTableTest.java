package kvs.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.ForAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 4.9: probing in one table. */
class SlotTableTest {
    private static final int CAPACITY = 16;

    /** A position where no slab is. */
    private static final long NOWHERE = (1L << Slabs.POSITION_BITS) - 1;

    private final SlotTable table = new SlotTable(CAPACITY);
    private final Slabs slabs = new Slabs(1 << 16);
    private int nextPosition = 1;

    /** Returns a slot with a home of the test's choice. */
    private long slotAt(int home) {
        long prefix = (home * SlotTable.PREFIXES + CAPACITY - 1) / CAPACITY;
        return SlotTable.slot(prefix << Slabs.POSITION_BITS, nextPosition++);
    }

    private List<Long> addAt(int... homes) {
        List<Long> slots = new ArrayList<>();
        for (int home : homes) {
            slots.add(slotAt(home));
            table.add(slots.getLast());
        }
        return slots;
    }

    /** Adds {@code key} to the slabs and to the table. */
    private long add(Slice key) {
        long header = SlabEntry.header(key.length(), 0, false);
        long position = slabs.allocate(SlabEntry.size(header));
        byte[] slab = slabs.array(position);
        SlabEntry.write(slab, slabs.offset(position), header, new Slice(), Entry.NEVER);
        key.copyTo(slab, slabs.offset(position) + SlabEntry.keyOffset(header));
        long slot = SlotTable.slot(key.hash(), position);
        table.add(slot);
        return slot;
    }

    /** Returns keys with the same home. */
    private List<Slice> keysAt(int home, int count) {
        List<Slice> keys = new ArrayList<>();
        for (int i = 0; keys.size() < count; i++) {
            Slice key = Keys.key(i);
            if (table.home(SlotTable.prefix(SlotTable.slot(key.hash(), 0))) == home) {
                keys.add(key);
            }
        }
        return keys;
    }

    private String slots(int from, int count, List<Long> names) {
        StringBuilder shown = new StringBuilder();
        for (int i = 0, at = from; i < count; i++, at = table.next(at)) {
            int name = names.indexOf(table.get(at));
            shown.append(table.get(at) == SlotTable.EMPTY ? '-' : (char) ('a' + name));
        }
        return shown.toString();
    }

    @Test
    @Tag("4.9")
    void finds_keys_between_those_of_other_homes() {
        List<Slice> five = keysAt(5, 3);
        List<Slice> keys = List.of(
                five.get(0), keysAt(6, 1).getFirst(), five.get(1), keysAt(7, 1).getFirst());
        List<Long> names = keys.stream().map(this::add).toList();
        Fact.when("add a, b, c, d with homes 5, 6, 5, 7, slots 5 to 9").gives("abcd-", slots(5, 5, names));
        for (int i = 0; i < keys.size(); i++) {
            Fact.when("add a, b, c, d with homes 5, 6, 5, 7, find " + "abcd".charAt(i))
                    .usually("entries of other homes may lie on the way: only an empty slot ends the search")
                    .gives((long) names.get(i), table.find(keys.get(i), slabs));
        }
        Fact.when("the same, find another key with home 5").gives(SlotTable.EMPTY, table.find(five.get(2), slabs));
    }

    @Test
    @Tag("4.9")
    void an_empty_home_says_that_the_key_is_not_there() {
        // Its hash begins with 28 bits of 0, and so does an empty slot.
        Slice key = Keys.slice("k0303328962");
        Fact.when("the prefix of " + key).gives(0L, SlotTable.prefix(key.hash()));
        long found;
        try {
            found = table.find(key, slabs);
        } catch (IndexOutOfBoundsException looked) {
            found = NOWHERE;
        }
        Fact.when("find a key whose prefix is 0 in an empty table")
                .usually("an empty home was taken for a slot with prefix 0: ask for EMPTY before anything else")
                .gives(SlotTable.EMPTY, found);
    }

    @Test
    @Tag("4.9")
    void finds_keys_with_the_same_home() {
        List<Slice> keys = keysAt(CAPACITY - 2, 6);
        for (Slice key : keys.subList(0, 5)) {
            long slot = add(key);
            Fact.when("add " + key + ", find it")
                    .usually("the slot after the last one is the first: next(at)")
                    .gives(slot, table.find(key, slabs));
        }
        Fact.when("find a key that was not added, where five others have the same home")
                .usually("the prefix leads to a slot; only the entry's key says whether it is the right one")
                .gives(SlotTable.EMPTY, table.find(keys.get(5), slabs));
    }

    @Test
    @Tag("4.9")
    void tells_keys_with_the_same_prefix_apart() {
        Slice[] pair = pairWithTheSamePrefix();
        long first = add(pair[0]);
        Fact.when("add " + pair[0] + ", find " + pair[1] + ", whose hash starts with the same 28 bits")
                .usually("two keys may have the same prefix: hasKey compares the keys themselves")
                .gives(SlotTable.EMPTY, table.find(pair[1], slabs));
        long second = add(pair[1]);
        Fact.when("add both, find the first").gives(first, table.find(pair[0], slabs));
        Fact.when("add both, find the second")
                .usually("a slot with the same prefix and another key does not end the probe")
                .gives(second, table.find(pair[1], slabs));
    }

    @Test
    @Tag("4.9")
    void looks_only_at_entries_with_the_same_prefix() {
        Slice key = keysAt(3, 1).getFirst();
        // An entry with another prefix and the same home.
        table.add(SlotTable.slot(key.hash() ^ 1L << Slabs.POSITION_BITS, NOWHERE));
        long slot = add(key);
        long found;
        try {
            found = table.find(key, slabs);
        } catch (IndexOutOfBoundsException looked) {
            found = NOWHERE;
        }
        Fact.when("find a key after a slot with another prefix")
                .usually(
                        "the entry was read although the prefixes differ: that costs a miss of the cache for each slot")
                .gives(slot, found);
    }

    private static Slice[] pairWithTheSamePrefix() {
        java.util.Map<Long, Integer> seen = new java.util.HashMap<>();
        for (int i = 0; ; i++) {
            Integer other = seen.put(Keys.key(i).hash() >>> Slabs.POSITION_BITS, i);
            if (other != null) {
                return new Slice[] {Keys.key(other), Keys.key(i)};
            }
        }
    }

    @Test
    @Tag("4.9")
    void an_entry_that_moves_is_still_counted() {
        addAt(2, 5, 5, 5, 5);
        int all = table.size();
        table.removeAt(2);
        int without = table.size();
        table.removeAt(5);
        Fact.when("add one slot with home 2 and four with home 5; remove the one, and then the first of the four;"
                        + " what the second removal takes from size()")
                .usually("size goes down by one for each removal, not for each entry that moves into the hole")
                .gives(all - without, without - table.size());
    }

    @Test
    @Tag("4.9")
    void a_removed_slot_does_not_end_a_probe_too_early() {
        List<Slice> keys = keysAt(3, 4);
        List<Long> slots = new ArrayList<>();
        keys.forEach(key -> slots.add(add(key)));
        table.remove(slots.get(0));
        for (int i = 1; i < 4; i++) {
            Fact.when("add four keys with the same home, remove the first, find key " + (i + 1))
                    .usually("the removed slot is empty now and ends the probe: a later entry has to move into it")
                    .gives((long) slots.get(i), table.find(keys.get(i), slabs));
        }
        Fact.when("find the removed key").gives(SlotTable.EMPTY, table.find(keys.get(0), slabs));
    }

    @Test
    @Tag("4.9")
    void entries_move_back_into_the_hole() {
        List<Long> names = addAt(5, 5, 5);
        Fact.when("add a, b, c with home 5, slots 5 to 8").gives("abc-", slots(5, 4, names));
        table.removeAt(5);
        Fact.when("remove a, slots 5 to 8").gives("bc--", slots(5, 4, names));
        Fact.when("remove a, size()")
                .usually("size is the number of entries: it goes down by one for each removal")
                .gives(2, table.size());
    }

    @Test
    @Tag("4.9")
    void a_removal_takes_one_from_the_size() {
        addAt(2, 5, 5, 5, 5);
        for (int size = 4; size > 0; size--) {
            table.removeAt(size == 1 ? 2 : 5);
            Fact.when("add one slot with home 2 and four with home 5, remove " + (5 - size) + " of them, size()")
                    .usually("size goes down by one for each removal, and an entry that moves changes nothing")
                    .gives(size, table.size());
        }
    }

    @Test
    @Tag("4.9")
    void each_hole_is_closed() {
        List<Long> names = addAt(5, 5, 5, 5);
        table.removeAt(5);
        Fact.when("add a, b, c, d with home 5, remove a, slots 5 to 9")
                .usually("b moves into the hole and leaves one; c moves into that, and d into the next")
                .gives("bcd--", slots(5, 5, names));
    }

    @Test
    @Tag("4.9")
    void no_entry_moves_in_front_of_its_home() {
        List<Long> names = addAt(5, 6, 7);
        table.removeAt(5);
        Fact.when("add a, b, c with homes 5, 6, 7, remove a, slots 5 to 8")
                .usually("an entry at its home stays: a probe for it starts there")
                .gives("-bc-", slots(5, 4, names));
    }

    @Test
    @Tag("4.9")
    void an_entry_may_jump_over_others_into_the_hole() {
        List<Long> names = addAt(5, 6, 5, 7);
        Fact.when("add a, b, c, d with homes 5, 6, 5, 7, slots 5 to 9").gives("abcd-", slots(5, 5, names));
        table.removeAt(5);
        Fact.when("remove a, slots 5 to 9")
                .usually("b stays at its home, but the search for what may move goes on after it; "
                        + "c leaves a hole that d may fill")
                .gives("cbd--", slots(5, 5, names));
    }

    @Test
    @Tag("4.9")
    void the_hole_may_be_at_the_end() {
        List<Long> names = addAt(14, 14, 15, 14, 0);
        Fact.when("add a to e with homes 14, 14, 15, 14, 0, slots 14 to 3").gives("abcde-", slots(14, 6, names));
        table.removeAt(14);
        Fact.when("remove a at 14, slots 14 to 3")
                .usually("after the last index comes the first: compare distances, not indexes")
                .gives("bcde--", slots(14, 6, names));
        table.removeAt(15);
        Fact.when("remove c at 15, slots 14 to 3").gives("bde---", slots(14, 6, names));
    }

    /** After each removal the invariant holds: no empty slot between the home of an entry and its slot. */
    @FixedSeed
    @net.jqwik.api.Tag("4.9")
    void any_order_of_adding_and_removing_keeps_the_invariant(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotTable any = new SlotTable(random.nextInt(3, 40));
        List<Long> present = new ArrayList<>();
        for (int i = 1; i < 200; i++) {
            if (any.size() + 1 < any.capacity() && random.nextInt(3) > 0) {
                present.add(SlotTable.slot(random.nextLong(), i));
                any.add(present.getLast());
            } else if (!present.isEmpty()) {
                long slot = present.remove(random.nextInt(present.size()));
                any.removeAt(any.indexOf(slot));
                Fact.when("remove a slot, is it there").gives(-1, any.indexOf(slot));
            }
            Fact.when("size()").gives(present.size(), any.size());
            for (long slot : present) {
                Fact.when("remove one of " + present.size() + " slots of " + any.capacity() + ", is another there")
                        .gives(true, any.indexOf(slot) >= 0);
            }
        }
        while (!present.isEmpty()) {
            any.removeAt(any.indexOf(present.removeLast()));
        }
        for (int at = 0; at < any.capacity(); at++) {
            Fact.when("remove all slots, the slot at " + at).gives(SlotTable.EMPTY, any.get(at));
        }
    }

    @FixedSeed
    void homes_rise_with_the_prefix(@ForAll long one, @ForAll long other, @ForAll("capacities") int capacity) {
        SlotTable any = new SlotTable(capacity);
        long low = Math.min(one >>> 36, other >>> 36);
        long high = Math.max(one >>> 36, other >>> 36);
        Fact.when("home(" + low + ") and home(" + high + ") in a table of " + capacity)
                .holds(any.home(low) <= any.home(high), "in order", any.home(low) + ", " + any.home(high));
        Fact.when("home(" + high + ")").holds(any.home(high) < capacity, "below " + capacity, any.home(high));
        long next = any.prefixAfter(low, 1);
        Fact.when("prefixAfter(" + low + ", 1)").holds(next > low, "more than " + low, next);
        if (next < SlotTable.PREFIXES) {
            Fact.when("the home of the prefix after " + low).gives(any.home(low) + 1, any.home(next));
            Fact.when("the home of the prefix before that").gives(any.home(low), any.home(next - 1));
        }
    }

    @net.jqwik.api.Provide
    net.jqwik.api.Arbitrary<Integer> capacities() {
        return net.jqwik.api.Arbitraries.integers().between(2, 10_000_000);
    }

    /** Any way of cutting the prefixes into ranges passes each slot once. */
    @FixedSeed
    void ranges_pass_each_slot_once(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        SlotTable any = new SlotTable(random.nextInt(3, 60));
        Set<Long> present = new HashSet<>();
        while (any.size() + 1 < any.capacity()) {
            long slot = SlotTable.slot(random.nextLong(), present.size() + 1);
            any.add(slot);
            present.add(slot);
        }
        List<Long> passed = new ArrayList<>();
        for (long from = 0; from < SlotTable.PREFIXES; ) {
            long to = random.nextBoolean()
                    ? any.prefixAfter(from, random.nextInt(1, 5))
                    : Math.min(SlotTable.PREFIXES, from + random.nextLong(1, SlotTable.PREFIXES / 4));
            any.visit(from, to, passed::add);
            from = to;
        }
        Fact.when("visit all ranges, the number of slots").gives(present.size(), passed.size());
        Fact.when("visit all ranges, the slots").gives(present, new HashSet<>(passed));
    }
}

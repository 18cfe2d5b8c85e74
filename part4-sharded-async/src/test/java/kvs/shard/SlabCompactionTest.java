package kvs.shard;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Exercise 4.9: the room of stale entries is given back in small steps. */
@Tag("4.9")
class SlabCompactionTest {
    private static final int SLAB = 4096;
    private static final int ENTRY = 40;

    private final Slabs slabs = new Slabs(SLAB);
    private final SlabIndex index = new SlabIndex(slabs);
    private final SlabCompaction compaction = new SlabCompaction(slabs, index);

    /** Slabs of ten entries each, and the entries of one of them and the first of the next. */
    private static final int FEW = 11;

    private final Slabs fewSlabs = new Slabs(10 * ENTRY);
    private final SlabIndex fewIndex = new SlabIndex(fewSlabs);

    private void add(int number) {
        add(slabs, index, number);
    }

    private static Slice key(int number) {
        return Keys.slice(String.format("key:%04d", number));
    }

    /** Adds an entry of {@value #ENTRY} bytes. */
    private static void add(Slabs slabs, SlabIndex index, int number) {
        Slice key = key(number);
        long header = SlabEntry.header(key.length(), 10, true);
        long position = slabs.allocate(SlabEntry.size(header));
        byte[] slab = slabs.array(position);
        SlabEntry.write(slab, slabs.offset(position), header, Keys.slice("0123456789"), number);
        key.copyTo(slab, slabs.offset(position) + SlabEntry.keyOffset(header));
        index.add(SlotTable.slot(key.hash(), position));
    }

    private long find(int number) {
        return index.find(key(number));
    }

    private void remove(int number) {
        remove(slabs, index, number);
    }

    private static void remove(Slabs slabs, SlabIndex index, int number) {
        long slot = index.find(key(number));
        index.remove(slot);
        slabs.stale(SlotTable.position(slot), ENTRY);
    }

    private static String value(Slabs slabs, long position) {
        byte[] slab = slabs.array(position);
        long header = slabs.header(position);
        int from = slabs.offset(position) + SlabEntry.keyOffset(header) + SlabEntry.keyLength(header);
        return Keys.text(new Slice().set(slab, from, SlabEntry.valueLength(header)));
    }

    /** Adds entries, and leaves each one of {@code oneIn} in the slabs that are full. */
    private List<Integer> fill(int entries, int oneIn) {
        List<Integer> live = new ArrayList<>();
        for (int i = 0; i < entries; i++) {
            add(i);
        }
        for (int i = 0; i < entries; i++) {
            if (i % oneIn == 0) {
                live.add(i);
            } else {
                remove(i);
            }
        }
        return live;
    }

    private int stepsUntilDone() {
        int steps = 0;
        while (compaction.isDue() && steps < 100_000) {
            compaction.step();
            steps++;
        }
        Fact.when("compaction, the steps until it is done")
                .usually("a slab is given back when it has no live bytes: the old room of a moved entry is stale")
                .holds(steps < 100_000, "an end", steps);
        return steps;
    }

    /** Adds entries until the first of a few small slabs is full: entries 0 to 9. The index does not grow. */
    private SlabCompaction fillOneSlab() {
        SlabCompaction few = new SlabCompaction(fewSlabs, fewIndex);
        for (int i = 0; i < FEW; i++) {
            add(fewSlabs, fewIndex, i);
        }
        return few;
    }

    private void removeOfFew(int number) {
        remove(fewSlabs, fewIndex, number);
    }

    private long findOfFew(int number) {
        return fewIndex.find(key(number));
    }

    private void step(SlabCompaction few, String did) {
        int size;
        try {
            size = few.step();
        } catch (IndexOutOfBoundsException gone) {
            size = -1;
        }
        Fact.when(did + ", the size that the step returns")
                .usually("read after the slab was given back: slabs.stale comes last")
                .holds(size >= 0, "a size", "IndexOutOfBoundsException");
        Fact.when(did + ", the size that the step returns")
                .usually("a step looks at one entry, and returns its size, whether it is live or stale")
                .gives(ENTRY, size);
    }

    @Test
    void a_live_entry_is_copied_and_its_slot_replaced() {
        SlabCompaction few = fillOneSlab();
        removeOfFew(1);
        long before = findOfFew(0);
        step(few, "entry 0 is live, a step of compaction");
        Fact.when("a step of compaction, size() of the index")
                .usually("the new slot stands in the place of the old one: replace, not add")
                .gives(FEW - 1, fewIndex.size());
        long after = findOfFew(0);
        Fact.when("a step of compaction, find the entry that it looked at")
                .usually("where the new slot points to, the bytes of the entry are not")
                .holds(after != SlotTable.EMPTY, "its slot", "none");
        Fact.when("a step of compaction, find the entry that it looked at")
                .usually("the slot of a moved entry still points to its old room")
                .holds(after != before, "another slot than before", "the same slot");
        Fact.when("a step of compaction, the value of the entry that it looked at")
                .usually("all bytes of the entry are copied, from its old room to its new one")
                .gives("0123456789", value(fewSlabs, SlotTable.position(after)));
    }

    @Test
    void the_old_room_of_a_moved_entry_is_stale() {
        SlabCompaction few = fillOneSlab();
        removeOfFew(1);
        // Of 400 bytes, 40 are stale before the step, and 80 after it.
        few.step();
        Fact.when("one of ten entries is stale and a step moves another one, whether a fifth of the bytes is stale")
                .usually("the old room of a moved entry is stale: slabs.stale(oldPosition, size)")
                .gives(true, fewSlabs.isStale(19));
    }

    @Test
    void a_stale_entry_is_not_counted_again() {
        SlabCompaction few = fillOneSlab();
        removeOfFew(0);
        step(few, "entry 0 is stale, a step of compaction");
        Fact.when("a step of compaction that looks at a stale entry, whether more than a tenth of the bytes is stale")
                .usually("the bytes of a stale entry were counted when it became stale")
                .gives(false, fewSlabs.isStale(10));
        add(fewSlabs, fewIndex, FEW);
        Fact.when("a step of compaction that looks at a stale entry, and a second entry in the newest slab; its offset")
                .usually("a stale entry was copied: its new room is never used, and is not counted as stale")
                .gives(ENTRY, fewSlabs.offset(SlotTable.position(findOfFew(FEW))));
    }

    @Test
    void each_step_looks_at_the_next_entry_of_the_same_slab() {
        SlabCompaction few = fillOneSlab();
        removeOfFew(1);
        long before = findOfFew(2);
        for (int entry = 0; entry < 3; entry++) {
            Fact.when("steps of compaction for entries before 2, whether entry 2 is where it was")
                    .usually("a step looks at one entry")
                    .gives(before, findOfFew(2));
            step(few, "entries 0 and 2 are live and 1 is stale, step " + (entry + 1) + " of compaction");
        }
        Fact.when("three steps of compaction, whether entry 2 has moved")
                .usually("a step goes on in the victim where the last one ended: a new one is chosen if there is none")
                .holds(findOfFew(2) != before, "another slot than before", findOfFew(2));
    }

    @Test
    void a_slab_is_given_back_after_its_last_entry_was_copied() {
        SlabCompaction few = fillOneSlab();
        for (int i = 0; i < FEW - 2; i++) {
            removeOfFew(i);
        }
        for (int i = 0; i < FEW - 1; i++) {
            step(few, "entry 9 is the last live one of its slab, step " + (i + 1) + " of compaction");
        }
        Fact.when("ten steps of compaction for a slab of ten entries, whether it is still being compacted")
                .usually("a slab is given back when it has no live bytes: the old room of a moved entry is stale")
                .gives(false, fewSlabs.hasVictim());
        Fact.when("the last live entry of a slab was moved, its value")
                .gives("0123456789", value(fewSlabs, SlotTable.position(findOfFew(FEW - 2))));
    }

    @Test
    void a_step_moves_one_entry_at_most() {
        List<Integer> live = fill(1000, 3);
        int movedInAll = 0;
        for (int step = 0; step < 300; step++) {
            List<Long> before = live.stream().map(this::find).toList();
            Fact.when("a step of compaction, the size that it returns").gives(ENTRY, compaction.step());
            List<Long> after = live.stream().map(this::find).toList();
            int moved = 0;
            for (int i = 0; i < live.size(); i++) {
                moved += before.get(i).equals(after.get(i)) ? 0 : 1;
            }
            Fact.when("a step of compaction, the entries that it moves").holds(moved <= 1, "at most 1", moved);
            movedInAll += moved;
        }
        Fact.when("300 steps where one entry of three is live, the entries that they move")
                .holds(movedInAll >= 90 && movedInAll <= 110, "about 100", movedInAll);
    }

    @Test
    void stale_bytes_are_given_back() {
        List<Integer> live = fill(2000, 4);
        long before = slabs.bytes();
        stepsUntilDone();
        long bytes = slabs.bytes();
        Fact.when("1500 of 2000 entries in " + before + " bytes are stale, bytes() after compaction")
                .usually("the entries were copied, and the slab they came from was not given back")
                .holds(bytes <= live.size() * ENTRY * 3 / 2 + 3 * SLAB, "at most 1.5 times the live ones", bytes);
    }

    @Test
    void moved_entries_are_the_same() {
        List<Integer> live = fill(2000, 4);
        List<Long> before = live.stream().map(this::find).toList();
        stepsUntilDone();
        int moved = 0;
        for (int i = 0; i < live.size(); i++) {
            long slot = find(live.get(i));
            Fact.when("compaction, find a live entry")
                    .usually("the slot of a moved entry still points to its old room")
                    .holds(slot != SlotTable.EMPTY, "its slot", slot);
            moved += slot == before.get(i) ? 0 : 1;
            long position = SlotTable.position(slot);
            byte[] slab = slabs.array(position);
            int at = slabs.offset(position);
            Fact.when("compaction, the expiry of a live entry").gives((long) live.get(i), SlabEntry.expiryAt(slab, at));
            Fact.when("compaction, the value of a live entry").gives("0123456789", value(slabs, position));
        }
        Fact.when("compaction, the entries that have moved").holds(moved > 100, "more than 100", moved);
        Fact.when("compaction, size()").gives(live.size(), index.size());
    }

    @Test
    void a_stale_entry_stays_stale() {
        fill(1000, 1000);
        add(5);
        stepsUntilDone();
        Fact.when("remove key 5 and add it again, compaction, size()")
                .usually("the old entry of a key is stale although the index has the key: compare the positions")
                .gives(2, index.size());
        Fact.when("one live entry in each of few slabs, bytes()")
                .holds(slabs.bytes() <= 4 * SLAB, "at most " + 4 * SLAB, slabs.bytes());
    }

    @Test
    void removing_while_it_compacts_does_no_harm() {
        List<Integer> live = new ArrayList<>(fill(2000, 2));
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < 5000; i++) {
            if (compaction.isDue()) {
                compaction.step();
            }
            if (i % 5 == 0 && live.size() > 10) {
                int at = random.nextInt(live.size());
                remove(live.set(at, live.getLast()));
                live.removeLast();
            }
        }
        for (int number : live) {
            Fact.when("compaction between removals, find a live entry")
                    .holds(find(number) != SlotTable.EMPTY, "its slot", "none");
        }
        Fact.when("10 entries are left, bytes()").holds(slabs.bytes() <= 4 * SLAB, "few slabs", slabs.bytes());
    }

    @Test
    void it_ends_where_nothing_is_to_be_gained() {
        fill(2000, 1);
        Fact.when("2000 live entries, whether compaction is due").gives(false, compaction.isDue());
        for (int i = 0; i < 2000; i += 5) {
            remove(i);
        }
        Fact.when("a fifth of the entries is stale, whether compaction is due").gives(false, compaction.isDue());
        for (int i = 1; i < 2000; i += 5) {
            remove(i);
        }
        for (int i = 2; i < 2000; i += 5) {
            remove(i);
        }
        int steps = stepsUntilDone();
        Fact.when("three fifths of 2000 entries are stale, the steps of compaction")
                .usually("it compacts the same bytes again and again")
                .holds(steps <= 2000, "at most one for each entry", steps);
    }

    /** Without any spare time: changes pay for it themselves. */
    @Test
    void memory_stays_bounded_while_values_change_their_length() {
        SlabMap map = new SlabMap(SLAB);
        SplittableRandom random = new SplittableRandom(1);
        int keys = 500;
        long most = 0;
        // 7 bytes of key, 100 of value, 8 of header, 4 of padding, and 32 of the index at its largest.
        long live = keys * (7 + 100 + 8 + 4L);
        for (int i = 0; i < 200_000 && map.size() <= keys && most < 10 * live; i++) {
            byte[] value = new byte[random.nextInt(200)];
            map.put(Keys.key(random.nextInt(keys)), Slice.of(value), Entry.NEVER);
            most = Math.max(most, map.bytes());
        }
        Fact.when("put values for 500 keys again and again, size()")
                .holds(map.size() <= keys, "at most 500", map.size());
        Fact.when("put values of 0 to 199 bytes 200000 times for 500 keys, the most bytes()")
                .usually("stale bytes are never given back")
                .holds(most < 2 * live + 32L * keys + 5L * SLAB, "about twice the live " + live, most);
    }

    @Test
    void memory_is_given_back_when_keys_are_removed() {
        SlabMap map = new SlabMap(SLAB);
        for (int i = 0; i < 20_000; i++) {
            map.put(Keys.key(i), Keys.slice("x".repeat(i % 100)), Entry.NEVER);
        }
        long full = map.bytes();
        for (int i = 0; i < 20_000; i++) {
            if (i % 100 != 0) {
                map.remove(Keys.key(i));
            }
        }
        Fact.when("remove 99 of 100 keys that take " + full + " bytes, bytes() without any work in spare time")
                .holds(map.bytes() < full / 10, "less than a tenth", map.bytes());
    }
}

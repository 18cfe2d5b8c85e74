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

    /** Adds an entry of {@value #ENTRY} bytes. */
    private void add(int number) {
        Slice key = Keys.slice(String.format("key:%04d", number));
        long header = SlabEntry.header(key.length(), 10, true);
        long position = slabs.allocate(SlabEntry.size(header));
        byte[] slab = slabs.array(position);
        SlabEntry.write(slab, slabs.offset(position), header, Keys.slice("0123456789"), number);
        key.copyTo(slab, slabs.offset(position) + SlabEntry.keyOffset(header));
        index.add(SlotTable.slot(key.hash(), position));
    }

    private long find(int number) {
        return index.find(Keys.slice(String.format("key:%04d", number)));
    }

    private void remove(int number) {
        long slot = find(number);
        index.remove(slot);
        slabs.stale(SlotTable.position(slot), ENTRY);
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
            long header = slabs.header(position);
            int valueAt = at + SlabEntry.keyOffset(header) + SlabEntry.keyLength(header);
            Fact.when("compaction, the value of a live entry")
                    .gives("0123456789", Keys.text(new Slice().set(slab, valueAt, SlabEntry.valueLength(header))));
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

package kvs.index;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The index against a {@link TreeMap}. */
class KeyIndexTest {
    private final KeyIndex index = KeyIndex.create();
    private final TreeMap<Bytes, LogPointer> model = new TreeMap<>();

    private static LogPointer pointer(int n) {
        return new LogPointer(1 + n % 7, n, 1 + n % 100);
    }

    private static Bytes key(int n) {
        return Bytes.utf8(Integer.toString(n, 7));
    }

    @Test
    void agrees_with_a_map() {
        Random random = new Random(1);
        for (int i = 0; i < 60_000; i++) {
            // Grows, then shrinks to nothing, so that leaves come and go.
            boolean shrinks = i > 35_000;
            Bytes key = key(random.nextInt(3_000));
            if (random.nextInt(10) < (shrinks ? 9 : 3)) {
                Fact.when("remove(" + key + ")").gives(model.remove(key), index.remove(key));
            } else {
                Fact.when("put(" + key + ")").gives(model.put(key, pointer(i)), index.put(key, pointer(i)));
            }
            Fact.when("get(" + key + ")").gives(model.get(key), index.get(key));
            if (i % 5_000 == 0) {
                expectAll();
            }
        }
        expectAll();
    }

    @Test
    void keeps_ascending_and_descending_keys() {
        for (int i = 0; i < 1_000; i++) {
            put(Bytes.utf8("a%06d".formatted(i)), i);
        }
        for (int i = 1_000; i > 0; i--) {
            put(Bytes.utf8("b%06d".formatted(i)), i);
        }
        expectAll();
    }

    /** A change takes room for its entry. So leaves are copied for changes, before and after they have to be split for keys. */
    @Test
    void new_keys_between_many_changes_of_old_ones() {
        Random random = new Random(4);
        for (int i = 0; i < 200_000; i++) {
            // Twenty changes for each new key, and neighbours in the order of keys that came at different times.
            long n = random.nextInt(1 + i / 20) * 7_919L % 100_003;
            put(Bytes.utf8(Long.toString(n)), i);
        }
        expectAll();
    }

    @Test
    void changes_give_a_leaf_no_room_for_more_than_64_keys() {
        Leaf leaf = new Leaf();
        for (int i = 0; i < Leaf.MAX_KEYS; i++) {
            byte[] key = key(i).toArray();
            while (!leaf.put(-1, key, pointer(i))) {
                leaf = leaf.withRoomFor(key.length);
            }
            Fact.when("a leaf with " + (i + 1) + " keys is full").gives(i + 1 == Leaf.MAX_KEYS, leaf.isFull());
        }
        byte[] first = key(0).toArray();
        for (int i = 0; i < 200; i++) {
            while (!leaf.put(leaf.find(first), first, pointer(i))) {
                leaf = leaf.withRoomFor(first.length);
            }
        }
        Fact.when("64 keys and 200 changes of one of them, a 65th key finds room")
                .gives(false, leaf.put(-1, key(64).toArray(), pointer(64)));
        List<Leaf> halves = leaf.split();
        Fact.when("the keys of its halves")
                .gives(List.of(32, 32), halves.stream().map(Leaf::live).toList());
    }

    @Test
    void merges_a_run() {
        Random random = new Random(2);
        for (int round = 0; round < 30; round++) {
            SortedRun.Builder run = new SortedRun.Builder();
            List<LogPointer> replaced = new ArrayList<>();
            List<LogPointer> expected = new ArrayList<>();
            TreeMap<Bytes, LogPointer> said = new TreeMap<>();
            for (int i = 0; i < random.nextInt(2_000); i++) {
                Bytes key = key(random.nextInt(round % 2 == 0 ? 3_000 : 100));
                boolean isSet = random.nextInt(3) > 0;
                LogPointer pointer = new LogPointer(100 + round, 32 + i, 10);
                run.add(key, pointer, isSet);
                said.put(key, isSet ? pointer : null);
            }
            said.forEach((key, pointer) -> {
                LogPointer old = pointer == null ? model.remove(key) : model.put(key, pointer);
                if (old != null) {
                    expected.add(old);
                }
            });
            index.merge(run.build(), replaced::add);
            Fact.when("merge, the pointers that were replaced").gives(expected, replaced);
            expectAll();
            // The next merge meets leaves with spare room, unsorted keys and stale entries.
            for (int i = 0; i < 300; i++) {
                Bytes key = key(random.nextInt(4_000));
                if (random.nextBoolean()) {
                    put(key, i);
                } else {
                    Fact.when("remove(" + key + ")").gives(model.remove(key), index.remove(key));
                }
            }
        }
    }

    @Test
    void scan_visits_no_key_twice_when_its_leaf_is_split() {
        // One full leaf, and a key in its middle that splits it.
        for (int i = 0; i < 128; i++) {
            put(Bytes.utf8("key%03d".formatted(2 * i)), i);
        }
        List<Bytes> shown = new ArrayList<>();
        index.scan(Bytes.EMPTY, (key, _) -> {
            if (shown.isEmpty()) {
                put(Bytes.utf8("key101"), 101);
            }
            return shown.add(key);
        });
        Fact.when("scan of 128 keys, while another is put between them")
                .usually("the leaf was split during the scan, which has shown all of it and shows its right half again")
                .gives(shown.stream().distinct().sorted().toList(), shown);
    }

    private void put(Bytes key, int n) {
        model.put(key, pointer(n));
        index.put(key, pointer(n));
    }

    private void expectAll() {
        Fact.when("size()").gives(model.size(), index.size());
        for (Bytes from : new Bytes[] {Bytes.EMPTY, key(20), key(1_000), Bytes.utf8("b")}) {
            List<String> got = new ArrayList<>();
            index.scan(from, (key, pointer) -> got.add(key + "=" + pointer));
            List<String> expected = new ArrayList<>();
            for (Map.Entry<Bytes, LogPointer> entry : model.tailMap(from).entrySet()) {
                expected.add(entry.getKey() + "=" + entry.getValue());
            }
            Fact.when("scan from " + from).gives(expected, got);
        }
    }
}

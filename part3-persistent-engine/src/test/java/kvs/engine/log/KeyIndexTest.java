package kvs.engine.log;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** The index against a map. */
class KeyIndexTest {
    private final KeyIndex index = new KeyIndex();
    private final TreeMap<Bytes, LogPointer> model = new TreeMap<>();

    private static LogPointer place(int n) {
        return new LogPointer(1 + n % 7, n, 1 + n % 100);
    }

    private static Bytes key(int n) {
        return Bytes.utf8(Integer.toString(n, 7));
    }

    @Test
    void does_what_a_map_does() {
        Random random = new Random(1);
        for (int i = 0; i < 60_000; i++) {
            // Grows, then shrinks to nothing, so that nodes come and go.
            boolean shrinks = i > 35_000;
            Bytes key = key(random.nextInt(3_000));
            if (random.nextInt(10) < (shrinks ? 9 : 3)) {
                Fact.when("remove(" + key + ")").gives(model.remove(key), index.remove(key));
            } else {
                Fact.when("put(" + key + ")").gives(model.put(key, place(i)), index.put(key, place(i)));
            }
            Fact.when("get(" + key + ")").gives(model.get(key), index.get(key));
            if (i % 5_000 == 0) {
                expectAll();
            }
        }
        expectAll();
    }

    @Test
    void takes_rising_and_falling_keys() {
        for (int i = 0; i < 1_000; i++) {
            put(Bytes.utf8("a%06d".formatted(i)), i);
        }
        for (int i = 1_000; i > 0; i--) {
            put(Bytes.utf8("b%06d".formatted(i)), i);
        }
        expectAll();
    }

    @Test
    void takes_in_what_a_segment_says() {
        Random random = new Random(2);
        for (int round = 0; round < 30; round++) {
            SortedEntries.Builder entries = new SortedEntries.Builder(100 + round);
            List<LogPointer> replaced = new ArrayList<>();
            List<LogPointer> expected = new ArrayList<>();
            TreeMap<Bytes, LogPointer> said = new TreeMap<>();
            for (int i = 0; i < random.nextInt(2_000); i++) {
                Bytes key = key(random.nextInt(round % 2 == 0 ? 3_000 : 100));
                boolean isSet = random.nextInt(3) > 0;
                entries.add(key.length(), ByteBuffer.wrap(key.toArray()), 32 + i, 10, isSet);
                said.put(key, isSet ? new LogPointer(100 + round, 32 + i, 10) : null);
            }
            said.forEach((key, place) -> {
                LogPointer was = place == null ? model.remove(key) : model.put(key, place);
                if (was != null) {
                    expected.add(was);
                }
            });
            index.merge(entries.build(), replaced::add);
            Fact.when("merge, what was replaced").gives(expected, replaced);
            expectAll();
            // So that the next meets leaves with room, in no order, and with cells that are of no use any more.
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
    void shows_no_key_twice_when_its_leaf_is_cut_meanwhile() {
        // One full leaf, and a key in its middle that cuts it.
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
                .usually("the leaf was cut in two: the scan has shown all of it, and shows its right half again")
                .gives(shown.stream().distinct().sorted().toList(), shown);
    }

    private void put(Bytes key, int n) {
        model.put(key, place(n));
        index.put(key, place(n));
    }

    private void expectAll() {
        Fact.when("size()").gives(model.size(), index.size());
        for (Bytes from : new Bytes[] {Bytes.EMPTY, key(20), key(1_000), Bytes.utf8("b")}) {
            List<String> got = new ArrayList<>();
            index.scan(from, (key, place) -> got.add(key + "=" + place));
            List<String> expected = new ArrayList<>();
            for (Map.Entry<Bytes, LogPointer> entry : model.tailMap(from).entrySet()) {
                expected.add(entry.getKey() + "=" + entry.getValue());
            }
            Fact.when("scan from " + from).gives(expected, got);
        }
    }
}

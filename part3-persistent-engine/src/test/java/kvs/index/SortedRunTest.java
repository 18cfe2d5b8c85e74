package kvs.index;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.IntFunction;
import kvs.log.LogPointer;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** Entries of segments against a map. What is in them is written {@code key@segment:offset}, {@code -key} a tombstone. */
class SortedRunTest {
    private final Random random = new Random(4);

    /** Keys of many kinds, each of which puts another part of the sorting to work. */
    private static Map<String, IntFunction<String>> kinds() {
        Map<String, IntFunction<String>> kinds = new TreeMap<>();
        kinds.put("numbers", Integer::toString);
        kinds.put("numbers of a length", n -> "user:%08d".formatted(n));
        kinds.put("two crowds with long beginnings", n -> (n % 2 == 0 ? "session:" : "user:mallory:") + n / 2);
        kinds.put("a crowd, and one key elsewhere", n -> n == 0 ? "" : "a/long/beginning/of/all/keys/" + n);
        kinds.put("different behind the first eight bytes", n -> "%064d".formatted(n));
        kinds.put("zeros at the end", n -> "a" + "\0".repeat(n % 30) + (n % 3 == 0 ? "" : "b"));
        kinds.put("bytes above 127", n -> "" + (char) (n & 0xff) + (char) (n * 31 & 0xff));
        kinds.put("keys of which each begins as the next", n -> "x".repeat(n % 700));
        kinds.put("one key", n -> "ant");
        return kinds;
    }

    private static Bytes bytes(String key) {
        return Bytes.copyOf(key.getBytes(ISO_8859_1));
    }

    private static List<String> entries(SortedRun entries) {
        List<String> all = new ArrayList<>();
        for (int at = 0; at < entries.size(); at++) {
            all.add(entries(entries.key(at), entries.pointer(at), entries.isSet(at)));
        }
        return all;
    }

    private static String entries(Bytes key, LogPointer pointer, boolean isSet) {
        return (isSet ? "" : "-") + new String(key.toArray(), ISO_8859_1) + "@" + pointer.segment() + ":"
                + pointer.offset();
    }

    @Test
    void are_sorted_whatever_the_keys() {
        kinds().forEach((kind, key) -> {
            for (int count : new int[] {0, 1, 2, 9, 300, 5_000}) {
                TreeMap<Bytes, String> model = new TreeMap<>();
                SortedRun entries = segment(1, count, key, model);
                Fact.when("%d records, keys: %s".formatted(count, kind))
                        .gives(new ArrayList<>(model.values()), entries(entries));
            }
        });
    }

    private SortedRun segment(int segment, int count, IntFunction<String> keys, Map<Bytes, String> model) {
        SortedRun.Builder builder = new SortedRun.Builder();
        for (int i = 0; i < count; i++) {
            String key = keys.apply(random.nextInt(Math.max(1, count)));
            boolean isSet = random.nextInt(4) > 0;
            LogPointer pointer = new LogPointer(segment, 32 + i, 10);
            builder.add(bytes(key), pointer, isSet);
            model.put(bytes(key), entries(bytes(key), pointer, isSet));
        }
        return builder.build();
    }

    @Test
    void what_is_newer_stands_over_what_is_older() {
        for (int round = 0; round < 20; round++) {
            TreeMap<Bytes, String> older = new TreeMap<>();
            TreeMap<Bytes, String> newer = new TreeMap<>();
            SortedRun first = segment(1, random.nextInt(600), Integer::toString, older);
            SortedRun second = segment(2, random.nextInt(600), Integer::toString, newer);
            List<String> expectedDropped = older.entrySet().stream()
                    .filter(entry -> newer.containsKey(entry.getKey())
                            && entry.getValue().startsWith("-"))
                    .map(entry -> entry.getValue().replaceFirst(".*@", ""))
                    .toList();
            List<String> dropped = new ArrayList<>();
            SortedRun both = second.over(first, pointer -> dropped.add(pointer.segment() + ":" + pointer.offset()));
            TreeMap<Bytes, String> model = new TreeMap<>(older);
            model.putAll(newer);
            Fact.when("segment 2 over segment 1, round " + round).gives(new ArrayList<>(model.values()), entries(both));
            Fact.when("the tombstones that are left out").gives(expectedDropped, dropped);
        }
    }
}

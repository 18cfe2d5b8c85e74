package kvs.shard;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** What every {@link ValueMap} does. */
abstract class ValueMapContract {
    abstract ValueMap newMap();

    private final ValueMap map = newMap();
    private final Entry entry = new Entry();

    private void put(String key, String value) {
        Keys.put(map, key, value);
    }

    private String get(String key) {
        return String.valueOf(Keys.value(map, Keys.slice(key)));
    }

    @Test
    void an_empty_map_has_no_key() {
        Fact.when("find in an empty map").gives(false, map.find(Keys.slice("a"), entry));
        Fact.when("remove in an empty map").gives(false, map.remove(Keys.slice("a")));
        Fact.when("setExpiry in an empty map").gives(false, map.setExpiry(Keys.slice("a"), 1));
        Fact.when("random in an empty map").gives(false, map.random(new Random(1), entry));
        Fact.when("scan of an empty map").gives(0, map.scan(0, 10, found -> {
            throw new AssertionError("an empty map passed a key");
        }));
    }

    @Test
    void finds_what_was_put() {
        map.put(Keys.slice("a"), Keys.slice("42"), 1234);
        Fact.when("put a = 42, find(a)").gives(true, map.find(Keys.slice("a"), entry));
        Fact.when("the key of the entry").gives("a", Keys.text(entry.key()));
        Fact.when("the value of the entry").gives("42", Keys.text(entry.value()));
        Fact.when("the expiry of the entry").gives(1234, entry.expiresAt());
        Fact.when("put a, find(b)").gives(false, map.find(Keys.slice("b"), entry));
    }

    @Test
    void the_last_value_counts() {
        for (String value : List.of("1", "2", "333333333333", "", "55", "666666666666666666666666666666666", "7")) {
            put("a", value);
            Fact.when("put a = \"" + value + "\" over another value, find(a)").gives(value, get("a"));
            Fact.when("put a again and again, size()").gives(1, map.size());
        }
    }

    @Test
    void a_removed_key_is_gone() {
        put("a", "1");
        put("b", "2");
        Fact.when("put a, remove(a)").gives(true, map.remove(Keys.slice("a")));
        Fact.when("put a, remove(a), find(a)").gives("null", get("a"));
        Fact.when("put a, remove(a), remove(a)").gives(false, map.remove(Keys.slice("a")));
        Fact.when("put a and b, remove(a), find(b)").gives("2", get("b"));
        Fact.when("put a and b, remove(a), size()").gives(1, map.size());
    }

    @Test
    void empty_keys_and_values_are_keys_and_values() {
        put("", "");
        Fact.when("put \"\" = \"\", find(\"\")").gives("", get(""));
        put("", "1");
        put("a", "");
        Fact.when("put \"\" = 1, find(\"\")").gives("1", get(""));
        Fact.when("put a = \"\", find(a)").gives("", get("a"));
        Fact.when("size()").gives(2, map.size());
        Fact.when("remove(\"\")").gives(true, map.remove(Keys.slice("")));
    }

    @Test
    void keys_may_be_prefixes_of_each_other() {
        put("a", "1");
        put("ab", "2");
        put("a\0", "3");
        Fact.when("put a, ab, a\\0, find(a)").gives("1", get("a"));
        Fact.when("put a, ab, a\\0, find(ab)").gives("2", get("ab"));
        Fact.when("put a, ab, a\\0, find(a\\0)").gives("3", get("a\0"));
    }

    @Test
    void values_of_a_megabyte_are_kept() {
        byte[] large = new byte[1 << 20];
        for (int round = 0; round < 5; round++) {
            new Random(round).nextBytes(large);
            map.put(Keys.slice("large"), Slice.of(large), Entry.NEVER);
            put("small" + round, "1");
            map.find(Keys.slice("large"), entry);
            Fact.when("put a value of 1 MiB, find").gives(true, entry.value().sameAs(Slice.of(large)));
        }
        long full = map.bytes();
        map.remove(Keys.slice("large"));
        finishWork();
        Fact.when("put and remove a value of 1 MiB, bytes()")
                .holds(map.bytes() <= full - large.length, "1 MiB less than " + full, map.bytes());
    }

    @Test
    void the_caller_may_change_its_arrays_afterwards() {
        byte[] key = {'a'};
        byte[] value = {'1'};
        map.put(Slice.of(key), Slice.of(value), Entry.NEVER);
        key[0] = 'b';
        value[0] = '2';
        Fact.when("put a = 1, change the arrays, find(a)").gives("1", get("a"));
    }

    @Test
    void counts_the_keys_that_expire() {
        map.put(Keys.slice("a"), Keys.slice("1"), 5);
        Fact.when("put a with an expiry, expiring()").gives(1, map.expiring());
        map.put(Keys.slice("a"), Keys.slice("22222222222"), 6);
        Fact.when("put a with an expiry again, expiring()").gives(1, map.expiring());
        map.put(Keys.slice("a"), Keys.slice("22222222222"), Entry.NEVER);
        Fact.when("put a without an expiry, expiring()").gives(0, map.expiring());
        map.setExpiry(Keys.slice("a"), 7);
        map.put(Keys.slice("b"), Keys.slice("1"), Entry.NEVER);
        map.setExpiry(Keys.slice("b"), 8);
        Fact.when("setExpiry of a and b, expiring()").gives(2, map.expiring());
        map.setExpiry(Keys.slice("b"), Entry.NEVER);
        Fact.when("setExpiry(b, NEVER), expiring()").gives(1, map.expiring());
        map.remove(Keys.slice("a"));
        Fact.when("remove the last key that expires, expiring()").gives(0, map.expiring());
    }

    @Test
    void a_new_expiry_keeps_the_value() {
        put("a", "1234567");
        for (long expiresAt : new long[] {9, 10, Entry.NEVER, 11, 0}) {
            Fact.when("setExpiry(a)").gives(true, map.setExpiry(Keys.slice("a"), expiresAt));
            Fact.when("setExpiry(a), find(a)").gives("1234567", get("a"));
            map.find(Keys.slice("a"), entry);
            Fact.when("setExpiry(a), the expiry").gives(expiresAt, entry.expiresAt());
        }
    }

    @Test
    void the_value_may_lie_in_the_map() {
        String letters = "abcdefghijklmnopqrstuvwxyz";
        put("a", letters);
        for (int i = 0; i < 1000; i++) {
            int from = i % 5;
            int length = letters.length() - from - i % 9;
            String key = "a" + i % 7;
            map.find(Keys.slice("a"), entry);
            Slice value = entry.value();
            map.put(Keys.slice(key), new Slice().set(value.array(), value.from() + from, length), Entry.NEVER);
            Fact.when("put " + key + " = a part of the value of a, find(" + key + ")")
                    .gives(letters.substring(from, from + length), get(key));
            map.work(3);
        }
        Fact.when("find(a) after others were put from its value").gives(letters, get("a"));
    }

    @Test
    void a_value_may_be_moved_within_itself() {
        put("a", "abcdefghijklmnop");
        map.find(Keys.slice("a"), entry);
        map.put(
                Keys.slice("a"),
                new Slice().set(entry.value().array(), entry.value().from() + 1, 15),
                Entry.NEVER);
        Fact.when("put a = the value of a without its first byte, find(a)").gives("bcdefghijklmnop", get("a"));
    }

    @Test
    void keys_of_the_map_may_be_passed_to_it() {
        for (int i = 0; i < 300; i++) {
            map.put(Keys.key(i), Keys.key(i), Entry.NEVER);
        }
        for (int i = 0; i < 300; i++) {
            map.find(Keys.key(i), entry);
            Fact.when("remove of the key of an entry of the map").gives(true, map.remove(entry.key()));
        }
        Fact.when("remove all keys, size()").gives(0, map.size());
    }

    @Test
    void many_keys_come_and_go() {
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 5000; i++) {
                map.put(Keys.key(i), Keys.slice("value " + i + " of " + round), Entry.NEVER);
            }
            Fact.when("put 5000 keys, size()").gives(5000, map.size());
            for (int i = 0; i < 5000; i++) {
                Fact.when("put 5000 keys, find")
                        .gives("value " + i + " of " + round, String.valueOf(Keys.value(map, Keys.key(i))));
            }
            for (int i = 0; i < 5000; i++) {
                Fact.when("remove each of 5000 keys").gives(true, map.remove(Keys.key(i)));
                Fact.when("remove each of 5000 keys, size()").gives(4999 - i, map.size());
                if (i % 100 == 0) {
                    for (int j = i + 1; j < 5000; j += 50) {
                        Fact.when("remove " + i + " of 5000 keys, find another")
                                .gives(true, map.find(Keys.key(j), entry));
                    }
                }
            }
        }
    }

    @Test
    void clear_removes_all_keys() {
        for (int i = 0; i < 1000; i++) {
            map.put(Keys.key(i), Keys.slice("1"), i);
        }
        map.clear();
        Fact.when("put 1000 keys, clear, size()").gives(0, map.size());
        Fact.when("put 1000 keys, clear, expiring()").gives(0, map.expiring());
        Fact.when("put 1000 keys, clear, find").gives(false, map.find(Keys.key(1), entry));
        put("a", "1");
        Fact.when("clear, put a, find(a)").gives("1", get("a"));
        Fact.when("clear, put a, size()").gives(1, map.size());
    }

    @Test
    void a_scan_passes_each_key_with_its_value() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            map.put(Keys.key(i), Keys.slice("value " + i), i);
            expected.add("key:" + i + " = value " + i + ", " + i);
        }
        Set<String> passed = new HashSet<>();
        long cursor = 0;
        do {
            int before = passed.size();
            cursor = map.scan(
                    cursor,
                    10,
                    found -> passed.add(
                            Keys.text(found.key()) + " = " + Keys.text(found.value()) + ", " + found.expiresAt()));
            Fact.when("a cursor of a scan").holds(cursor >= 0 && cursor <= 1L << 47, "0 to 2^47", cursor);
            Fact.when("the keys of one scan that asks for 10")
                    .holds(passed.size() - before <= 40, "at most 40", passed.size() - before);
        } while (cursor != 0);
        Fact.when("scan of 1000 keys").gives(new HashSet<>(expected), passed);
    }

    @Test
    void a_scan_may_ask_for_more_keys_than_there_are() {
        put("a", "1");
        List<String> passed = new ArrayList<>();
        Fact.when("scan of one key that asks for 2 billion")
                .gives(0, map.scan(0, Integer.MAX_VALUE, found -> passed.add(Keys.text(found.key()))));
        Fact.when("the keys that it passes").gives(List.of("a"), passed);
    }

    @Test
    void a_cursor_that_no_scan_returned_does_no_harm() {
        put("a", "1");
        for (long cursor : new long[] {1, 77, 1L << 28, 1L << 47, Long.MAX_VALUE}) {
            long next = map.scan(cursor, 10, found -> {});
            Fact.when("scan from cursor " + cursor).holds(next >= 0 && next <= 1L << 47, "a cursor", next);
        }
    }

    @Test
    void any_key_may_be_chosen_at_random() {
        for (int i = 0; i < 100; i++) {
            put("other" + i, "1");
            map.remove(Keys.slice("other" + i));
        }
        int[] chosen = new int[100];
        for (int i = 0; i < 100; i++) {
            map.put(Keys.key(i), Keys.slice("1"), i);
        }
        RandomGenerator random = new Random(1);
        for (int i = 0; i < 100_000; i++) {
            map.random(random, entry);
            chosen[(int) entry.expiresAt()]++;
        }
        for (int count : chosen) {
            Fact.when("how often each of 100 keys is chosen in 100000 times")
                    .holds(count > 800 && count < 1200, "about 1000", count);
        }
    }

    @Test
    void work_comes_to_an_end() {
        for (int i = 0; i < 2000; i++) {
            map.put(Keys.key(i % 500), Keys.slice("x".repeat(i % 100)), Entry.NEVER);
        }
        finishWork();
        Fact.when("work after all work was done").gives(false, map.work(1000));
        Fact.when("put 500 keys, work, size()").gives(500, map.size());
    }

    private void finishWork() {
        int calls = 0;
        while (map.work(100) && calls < 10_000) {
            calls++;
        }
        Fact.when("how often work says that more work waits").holds(calls < 10_000, "fewer than 10000 times", calls);
    }
}

package kvs.shard;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import kvs.protocol.Fact;
import kvs.protocol.FixedSeed;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

/**
 * Each map against a model of the JDK's, after any sequence of operations, and what a scan promises. The facts of the exercise
 * do not shrink their samples: shrinking ends after a time, so what it finds would depend on the machine.
 */
class ValueMapProperties {
    private static final int KEYS = 120;

    /** An operation on one of a few keys. Not each kind needs all of it. */
    record Operation(Kind kind, int key, int other, int length, long expiresAt) {
        Slice slice() {
            return Keys.key(key);
        }
    }

    /** COPY puts a key's value as it lies in the map; PUT_ALL and REMOVE_ALL make the map grow and shrink. */
    enum Kind {
        PUT,
        PUT_ALL,
        COPY,
        SET_EXPIRY,
        REMOVE,
        REMOVE_ALL,
        WORK,
        CLEAR
    }

    record Value(String text, long expiresAt) {}

    @Provide
    Arbitrary<List<Operation>> operations() {
        Arbitrary<Kind> kinds = Arbitraries.frequency(
                Tuple.of(30, Kind.PUT),
                Tuple.of(2, Kind.PUT_ALL),
                Tuple.of(10, Kind.COPY),
                Tuple.of(10, Kind.SET_EXPIRY),
                Tuple.of(20, Kind.REMOVE),
                Tuple.of(2, Kind.REMOVE_ALL),
                Tuple.of(10, Kind.WORK),
                Tuple.of(1, Kind.CLEAR));
        Arbitrary<Integer> keys = Arbitraries.integers().between(0, KEYS - 1);
        Arbitrary<Integer> lengths = Arbitraries.integers().between(0, 200);
        Arbitrary<Long> expiries = Arbitraries.of(Entry.NEVER, 0L, 1L, Entry.NEVER - 1);
        return Combinators.combine(kinds, keys, keys, lengths, expiries)
                .as(Operation::new)
                .list()
                .ofMaxSize(150)
                .withoutEdgeCases();
    }

    @FixedSeed
    void the_plain_map_is_like_the_model(@ForAll("operations") List<Operation> operations) {
        compare(new ObjectMap(), operations);
    }

    @Property(tries = 500, seed = "20210228", shrinking = ShrinkingMode.OFF)
    @Tag("4.9")
    void the_map_in_slabs_is_like_the_model(@ForAll("operations") List<Operation> operations) {
        compare(new SlabMap(512), operations);
    }

    private void compare(ValueMap map, List<Operation> operations) {
        Map<String, Value> model = new HashMap<>();
        for (Operation operation : operations) {
            apply(operation, map, model);
            Fact.when("size() after " + operation).gives(model.size(), map.size());
            Fact.when("expiring() after " + operation).gives(expiring(model), map.expiring());
            check(map, model, operation.key);
        }
        for (int key = 0; key < KEYS; key++) {
            check(map, model, key);
        }
        Map<String, Value> scanned = new TreeMap<>();
        long cursor = 0;
        do {
            cursor = map.scan(cursor, 7, entry -> scanned.put(Keys.text(entry.key()), value(entry)));
        } while (cursor != 0);
        Fact.when("a scan after " + operations.size() + " operations").gives(new TreeMap<>(model), scanned);
    }

    private static void check(ValueMap map, Map<String, Value> model, int key) {
        Entry entry = new Entry();
        Value found = map.find(Keys.key(key), entry) ? value(entry) : null;
        Fact.when("find(key:" + key + ")").gives(model.get("key:" + key), found);
    }

    private static Value value(Entry entry) {
        return new Value(Keys.text(entry.value()), entry.expiresAt());
    }

    private static long expiring(Map<String, Value> model) {
        return model.values().stream()
                .filter(value -> value.expiresAt != Entry.NEVER)
                .count();
    }

    private static void apply(Operation operation, ValueMap map, Map<String, Value> model) {
        String key = "key:" + operation.key;
        switch (operation.kind) {
            case PUT -> put(operation.key, operation, map, model);
            case PUT_ALL -> {
                for (int i = 0; i < KEYS; i++) {
                    put(i, operation, map, model);
                }
            }
            case COPY -> {
                Entry entry = new Entry();
                if (map.find(Keys.key(operation.other), entry)) {
                    map.put(operation.slice(), entry.value(), operation.expiresAt);
                    Value copied =
                            Objects.requireNonNull(model.get("key:" + operation.other), "the map kept a removed key");
                    model.put(key, new Value(copied.text, operation.expiresAt));
                }
            }
            case SET_EXPIRY -> {
                Value before = model.get(key);
                Fact.when("setExpiry(" + key + ")")
                        .gives(before != null, map.setExpiry(operation.slice(), operation.expiresAt));
                if (before != null) {
                    model.put(key, new Value(before.text, operation.expiresAt));
                }
            }
            case REMOVE -> remove(operation.key, map, model);
            case REMOVE_ALL -> {
                for (int i = 0; i < KEYS; i++) {
                    remove(i, map, model);
                }
            }
            case WORK -> map.work(operation.length);
            case CLEAR -> {
                map.clear();
                model.clear();
            }
        }
    }

    private static void put(int key, Operation operation, ValueMap map, Map<String, Value> model) {
        String text = Character.toString('a' + (key + operation.other) % 26).repeat(operation.length);
        map.put(Keys.key(key), Keys.slice(text), operation.expiresAt);
        model.put("key:" + key, new Value(text, operation.expiresAt));
    }

    private static void remove(int key, ValueMap map, Map<String, Value> model) {
        Fact.when("remove(key:" + key + ")").gives(model.remove("key:" + key) != null, map.remove(Keys.key(key)));
    }

    @FixedSeed
    void a_scan_of_the_plain_map_passes_each_key_that_stays(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int atLeast) {
        scan(new ObjectMap(), seed, atLeast);
    }

    @Property(tries = 500, seed = "20210228", shrinking = ShrinkingMode.OFF)
    @Tag("4.9")
    void a_scan_of_slabs_passes_each_key_that_stays(
            @ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int atLeast) {
        scan(new SlabMap(4096), seed, atLeast);
    }

    /** Between the calls of the scan the map grows or shrinks, by up to the factor 20. */
    private static void scan(ValueMap map, long seed, int atLeast) {
        SplittableRandom random = new SplittableRandom(seed);
        int stay = random.nextInt(1, 200);
        int come = random.nextInt(0, 2000);
        boolean grows = random.nextBoolean();
        for (int i = 0; i < (grows ? stay : stay + come); i++) {
            map.put(Keys.key(i), Keys.slice("1"), Entry.NEVER);
        }
        Set<String> passed = new HashSet<>();
        long cursor = 0;
        int calls = 0;
        do {
            cursor = map.scan(cursor, atLeast, entry -> passed.add(Keys.text(entry.key())));
            int changes = random.nextInt(200);
            for (int i = 0; i < changes && come > 0; i++) {
                int other = stay + random.nextInt(come);
                if (random.nextInt(10) < (grows ? 9 : 1)) {
                    map.put(Keys.key(other), Keys.slice("2"), Entry.NEVER);
                } else {
                    map.remove(Keys.key(other));
                }
            }
            map.put(Keys.key(random.nextInt(stay)), Keys.slice("x".repeat(random.nextInt(50))), Entry.NEVER);
            calls++;
        } while (cursor != 0 && calls < 100_000 && map.size() <= stay + come);
        Fact.when("size() with " + (stay + come) + " different keys")
                .holds(map.size() <= stay + come, "not more", map.size());
        Fact.when("the calls of a scan until its cursor is 0").holds(calls < 100_000, "fewer than 100000", calls);
        for (int i = 0; i < stay; i++) {
            Fact.when("a scan while other keys come and go, whether it passes key:" + i)
                    .gives(true, passed.contains("key:" + i));
        }
    }
}

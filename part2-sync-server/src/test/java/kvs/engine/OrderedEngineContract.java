package kvs.engine;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import kvs.engine.OrderedEngine.Entry;
import kvs.protocol.Bytes;
import kvs.protocol.Fact;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The promises of {@link OrderedEngine} beyond {@link KvEngine}. The test of an engine extends this class. */
public abstract class OrderedEngineContract extends KvEngineContract {
    private static final int ALL = Integer.MAX_VALUE;

    @Override
    protected abstract OrderedEngine open() throws IOException;

    private List<Entry> scan(Bytes from, @Nullable Bytes to, int limit) throws IOException {
        return ((OrderedEngine) engine).scan(from, to, limit);
    }

    @Test
    void finds_nothing_in_a_new_engine() throws IOException {
        Fact.when("scan of a new engine").gives(List.of(), scan(Bytes.EMPTY, null, ALL));
    }

    @Test
    void gives_entries_by_rising_keys_as_unsigned_bytes() throws IOException {
        List<Bytes> rising = List.of(
                Bytes.EMPTY,
                Bytes.copyOf((byte) 0),
                Bytes.copyOf((byte) 0, (byte) 0),
                Bytes.utf8("a"),
                Bytes.utf8("ab"),
                Bytes.utf8("b"),
                Bytes.copyOf((byte) 0x80),
                Bytes.copyOf((byte) 0xff));
        for (int i = 0; i < rising.size(); i++) {
            // 0, 3, 6, 1, 4, ...: neither rising nor falling.
            engine.set(rising.get(3 * i % rising.size()), ONE);
        }
        Fact.when("scan of everything")
                .usually("Java's bytes are signed, the bytes of keys are not: 80 comes after 7f; a prefix comes first")
                .gives(rising.stream().map(key -> new Entry(key, ONE)).toList(), scan(Bytes.EMPTY, null, ALL));
    }

    @Test
    void begins_with_from_and_ends_before_to() throws IOException {
        for (String key : List.of("a", "b", "c", "d")) {
            engine.set(Bytes.utf8(key), ONE);
        }
        Fact.when("scan from b to d, of a b c d").gives(entries("b", "c"), scan(Bytes.utf8("b"), Bytes.utf8("d"), ALL));
        Fact.when("scan from aa to cc").gives(entries("b", "c"), scan(Bytes.utf8("aa"), Bytes.utf8("cc"), ALL));
        Fact.when("scan from c on").gives(entries("c", "d"), scan(Bytes.utf8("c"), null, ALL));
        Fact.when("scan up to b").gives(entries("a"), scan(Bytes.EMPTY, Bytes.utf8("b"), ALL));
        Fact.when("scan from e on").gives(List.of(), scan(Bytes.utf8("e"), null, ALL));
        Fact.when("scan from c to b").gives(List.of(), scan(Bytes.utf8("c"), Bytes.utf8("b"), ALL));
        Fact.when("scan from b to b").gives(List.of(), scan(Bytes.utf8("b"), Bytes.utf8("b"), ALL));
    }

    @Test
    void gives_no_more_entries_than_the_limit() throws IOException {
        for (String key : List.of("a", "b", "c")) {
            engine.set(Bytes.utf8(key), ONE);
        }
        Fact.when("scan of a b c, limit 0").gives(List.of(), scan(Bytes.EMPTY, null, 0));
        Fact.when("scan of a b c, limit 2").gives(entries("a", "b"), scan(Bytes.EMPTY, null, 2));
        Fact.when("scan of a b c, limit 3").gives(entries("a", "b", "c"), scan(Bytes.EMPTY, null, 3));
    }

    @Test
    void leaves_out_what_was_removed_and_gives_the_last_values() throws IOException {
        engine.set(FOO, ONE);
        engine.set(BAR, ONE);
        engine.remove(BAR);
        engine.set(FOO, TWO);
        Fact.when("set foo, bar, remove bar, set foo again, scan")
                .gives(List.of(new Entry(FOO, TWO)), scan(Bytes.EMPTY, null, ALL));
    }

    @Test
    void does_what_a_sorted_map_does() throws IOException {
        NavigableMap<Bytes, Bytes> model = new TreeMap<>();
        Random random = new Random(20210301);
        for (int i = 0; i < 3_000; i++) {
            Bytes key = Bytes.utf8(Integer.toString(random.nextInt(700), 5));
            if (random.nextInt(3) == 0) {
                model.remove(key);
                engine.remove(key);
            } else {
                model.put(key, Bytes.utf8("v" + i));
                engine.set(key, Bytes.utf8("v" + i));
            }
            if (i % 20 == 0) {
                Bytes from = Bytes.utf8(Integer.toString(random.nextInt(700), 5));
                Bytes to = Bytes.utf8(Integer.toString(random.nextInt(700), 5));
                int limit = random.nextInt(50);
                Fact.when("scan from " + from + " to " + to + ", limit " + limit + ", after operation " + i)
                        .gives(expected(model, from, to, limit), scan(from, to, limit));
            }
        }
    }

    private static List<Entry> expected(NavigableMap<Bytes, Bytes> model, Bytes from, Bytes to, int limit) {
        if (from.compareTo(to) > 0) {
            return List.of();
        }
        return model.subMap(from, to).entrySet().stream()
                .limit(limit)
                .map(entry -> new Entry(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<Entry> entries(String... keys) {
        List<Entry> entries = new ArrayList<>();
        for (String key : keys) {
            entries.add(new Entry(Bytes.utf8(key), ONE));
        }
        return entries;
    }
}

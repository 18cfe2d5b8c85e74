package kvs.shard;

import kvs.protocol.Fact;
import org.junit.jupiter.api.Test;

/** {@link SlabMap#fetch} reads, and changes nothing: whatever the keys, and whatever the index is doing. */
class SlabMapFetchTest {
    private static final int KEYS = 2_000;

    private final SlabMap map = new SlabMap(1024);
    private final Slice[] asked = new Slice[50];

    /** Asks for keys around {@code number}, which are there or not. */
    private void fetch(int number, int count) {
        for (int i = 0; i < count; i++) {
            asked[i] = Keys.slice("k" + (number - 5 + i));
        }
        map.fetch(asked, count);
    }

    @Test
    void an_empty_map_fetches_nothing() {
        fetch(0, 0);
        fetch(0, 1);
        fetch(0, asked.length);
        Fact.when("fetch in an empty map, size()").gives(0, map.size());
    }

    @Test
    void all_keys_are_found_after_fetches_while_the_map_grows_and_shrinks() {
        for (int i = 0; i < KEYS; i++) {
            Keys.put(map, "k" + i, "x".repeat(i % 200));
            fetch(i, 1 + i % asked.length);
        }
        for (int i = 0; i < KEYS; i++) {
            Fact.when("2,000 keys with a fetch after each, find(k" + i + ")")
                    .gives("x".repeat(i % 200), String.valueOf(Keys.value(map, Keys.slice("k" + i))));
        }
        for (int i = 0; i < KEYS; i++) {
            map.remove(Keys.slice("k" + i));
            fetch(i, 1 + i % asked.length);
        }
        Fact.when("the keys removed with a fetch after each, size()").gives(0, map.size());
    }
}

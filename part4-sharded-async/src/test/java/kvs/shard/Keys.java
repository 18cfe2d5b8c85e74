package kvs.shard;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Keys and values for tests, as text of Latin letters. */
final class Keys {
    private Keys() {}

    static Slice slice(String text) {
        return Slice.of(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    static Slice key(int number) {
        return slice("key:" + number);
    }

    static String text(Slice slice) {
        return new String(slice.array(), slice.from(), slice.length(), StandardCharsets.ISO_8859_1);
    }

    /** Returns the value of {@code key} as text, or null. */
    static @Nullable String value(ValueMap map, Slice key) {
        Entry entry = new Entry();
        return map.find(key, entry) ? text(entry.value()) : null;
    }

    static void put(ValueMap map, String key, String value) {
        map.put(slice(key), slice(value), Entry.NEVER);
    }
}

package kvs.cluster.resp;

import kvs.protocol.Bytes;
import kvs.raft.kv.KeyRange;
import kvs.resp.Arguments;
import kvs.resp.Glob;
import kvs.resp.Numbers;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/**
 * The words of SCAN.
 *
 * @param error what is wrong with them, as the client is told; empty if nothing is
 * @param cursor with which the scan goes on; 0 at its start
 * @param pattern that keys have to match; null if all do
 * @param count the number of keys to look at
 * @param strings whether keys with strings are asked for: all keys are
 */
record ScanArguments(String error, long cursor, @Nullable Slice pattern, int count, boolean strings) {
    private static final int DEFAULT_COUNT = 10;

    /** Returns the arguments in {@code words}, with a copy of the pattern. */
    static ScanArguments of(Arguments words) {
        long cursor = Numbers.parseLong(words.get(1), -1);
        if (cursor < 0) {
            return wrong("ERR invalid cursor");
        }
        Slice pattern = null;
        int count = DEFAULT_COUNT;
        boolean strings = true;
        for (int i = 2; i < words.count(); i += 2) {
            Slice option = words.get(i);
            if (i + 1 == words.count()) {
                return wrong(StoreErrors.SYNTAX);
            }
            Slice value = words.get(i + 1);
            if (option.isWord("MATCH")) {
                pattern = Glob.isAll(value) ? null : Slice.of(value.copy());
            } else if (option.isWord("TYPE")) {
                strings = value.isWord("STRING");
            } else if (!option.isWord("COUNT")) {
                return wrong(StoreErrors.SYNTAX);
            } else if (!Numbers.isLong(value)) {
                return wrong("ERR value is not an integer or out of range");
            } else if (Numbers.parseLong(value) < 1) {
                return wrong(StoreErrors.SYNTAX);
            } else {
                count = (int) Math.min(Numbers.parseLong(value), Integer.MAX_VALUE);
            }
        }
        return new ScanArguments("", cursor, pattern, count, strings);
    }

    private static ScanArguments wrong(String error) {
        return new ScanArguments(error, 0, null, DEFAULT_COUNT, true);
    }

    boolean matches(Bytes key) {
        return pattern == null || Glob.matches(pattern, Slice.of(key));
    }

    /**
     * Returns the keys to look at: those that begin as the pattern does, from the first or after {@code last}.
     *
     * @param last the key after which the scan goes on; null at its start
     */
    KeyRange range(@Nullable Bytes last) {
        KeyRange matching = pattern == null ? KeyRange.ALL : KeyRange.startingWith(literalStart(pattern));
        if (last == null) {
            return matching;
        }
        Bytes from = successor(last);
        return from.compareTo(matching.from()) <= 0 ? matching : new KeyRange(from, matching.to());
    }

    /** Returns what every text that matches {@code pattern} begins with. */
    private static Bytes literalStart(Slice pattern) {
        int length = 0;
        while (length < pattern.length() && "*?[\\".indexOf(pattern.at(length)) < 0) {
            length++;
        }
        return Bytes.copyOf(pattern.array(), pattern.from(), length);
    }

    /** Returns the first key that comes after {@code key}: one zero byte longer. */
    private static Bytes successor(Bytes key) {
        byte[] longer = new byte[key.length() + 1];
        key.writeTo(longer, 0);
        return Bytes.copyOf(longer);
    }
}

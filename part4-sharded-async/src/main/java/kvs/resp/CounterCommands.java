package kvs.resp;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The commands on values that are numbers. A counter keeps its expiry. All but INCRBYFLOAT allocate nothing. */
final class CounterCommands {
    private static final String GROUP = "string";
    private static final Slice ZERO = Slice.of((byte) '0');

    /** Room for the text of a new value, until the map has copied it. */
    private static final class Scratch {
        final byte[] digits = new byte[Numbers.MAX_LENGTH];
        final Slice text = new Slice();
    }

    private static final ThreadLocal<Scratch> SCRATCH = ThreadLocal.withInitial(Scratch::new);

    private CounterCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command(GROUP, "incr", 2, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Add one to an integer")
                .onKeys((words, database, out) -> add(words.get(1), 1, database, out));
        table.command(GROUP, "decr", 2, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Subtract one from an integer")
                .onKeys((words, database, out) -> add(words.get(1), -1, database, out));
        table.command(GROUP, "incrby", 3, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Add a number to an integer")
                .onKeys(CounterCommands::increment);
        table.command(GROUP, "decrby", 3, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Subtract a number from an integer")
                .onKeys(CounterCommands::decrement);
        table.command(GROUP, "incrbyfloat", 3, "write denyoom fast")
                .key(1)
                .since("2.6.0", "Add a number to a decimal fraction")
                .onKeys(CounterCommands::incrementByFloat);
    }

    private static void increment(Arguments words, Database database, Replies out) {
        if (Numbers.isLong(words.get(2))) {
            add(words.get(1), Numbers.parseLong(words.get(2)), database, out);
        } else {
            out.error(Errors.NOT_AN_INTEGER);
        }
    }

    private static void decrement(Arguments words, Database database, Replies out) {
        if (!Numbers.isLong(words.get(2))) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long amount = Numbers.parseLong(words.get(2));
        if (amount == Long.MIN_VALUE) {
            out.error("ERR decrement would overflow");
        } else {
            add(words.get(1), -amount, database, out);
        }
    }

    private static void add(Slice key, long amount, Database database, Replies out) {
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        Slice old = entry == null ? ZERO : entry.value();
        long number = Numbers.parseLong(old, 0);
        if (number == 0 && !Numbers.isLong(old)) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long sum = number + amount;
        // The sum has overflowed if its sign differs from that of both.
        if (((number ^ sum) & (amount ^ sum)) < 0) {
            out.error("ERR increment or decrement would overflow");
            return;
        }
        Scratch scratch = SCRATCH.get();
        int from = Numbers.put(sum, scratch.digits, scratch.digits.length);
        scratch.text.set(scratch.digits, from, scratch.digits.length - from);
        keyspace.set(key, scratch.text, expiryOf(entry));
        out.integer(sum);
    }

    private static void incrementByFloat(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        LongDouble old = LongDouble.parse(entry == null ? ZERO : entry.value());
        LongDouble amount = LongDouble.parse(words.get(2));
        if (old == null || amount == null) {
            out.error(Errors.NOT_A_FLOAT);
            return;
        }
        BigDecimal sum = old.plus(amount).value();
        if (sum == null) {
            out.error("ERR increment would produce NaN or Infinity");
            return;
        }
        Slice text = Slice.of(LongDouble.text(sum).getBytes(StandardCharsets.US_ASCII));
        keyspace.set(key, text, expiryOf(entry));
        out.bulk(text);
    }

    private static long expiryOf(@Nullable Entry entry) {
        return entry == null ? Entry.NEVER : entry.expiresAt();
    }
}

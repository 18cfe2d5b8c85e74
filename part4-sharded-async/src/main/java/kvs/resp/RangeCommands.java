package kvs.resp;

import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The commands on parts of values. */
final class RangeCommands {
    private static final String GROUP = "string";

    private RangeCommands() {}

    static void addTo(CommandTable.Builder table) {
        int maxBytes = table.maxValueBytes();
        table.command(GROUP, "strlen", 2, "readonly fast")
                .key(1)
                .since("2.2.0", "Return the length of a value")
                .onKeys(RangeCommands::length);
        table.command(GROUP, "getrange", 4, "readonly")
                .key(1)
                .since("2.4.0", "Return a part of a value")
                .onKeys(RangeCommands::getRange);
        table.command(GROUP, "substr", 4, "readonly")
                .key(1)
                .since("1.0.0", "Return a part of a value: the old name of GETRANGE")
                .onKeys(RangeCommands::getRange);
        table.command(GROUP, "append", 3, "write denyoom fast")
                .key(1)
                .since("2.0.0", "Append to a value")
                .onKeys((words, database, out) -> append(words, maxBytes, database, out));
        table.command(GROUP, "setrange", 4, "write denyoom")
                .key(1)
                .since("2.2.0", "Overwrite a part of a value")
                .onKeys((words, database, out) -> setRange(words, maxBytes, database, out));
    }

    private static void length(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Entry entry = database.of(key).get(key);
        out.integer(entry == null ? 0 : entry.value().length());
    }

    private static void getRange(Arguments words, Database database, Replies out) {
        if (!Numbers.isLong(words.get(2)) || !Numbers.isLong(words.get(3))) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        Slice key = words.get(1);
        Entry entry = database.of(key).get(key);
        out.bulk(entry == null ? new Slice() : part(entry.value(), words.get(2), words.get(3)));
    }

    /** Returns the bytes from {@code first} to {@code last}, both included; a negative index counts from the end. */
    private static Slice part(Slice value, Slice first, Slice last) {
        long start = Numbers.parseLong(first);
        long end = Numbers.parseLong(last);
        if (start < 0 && end < 0 && start > end) {
            return new Slice();
        }
        int from = (int) Math.min(value.length(), fromStart(start, value.length()));
        // The last index is at least 0, whatever the client says: GETRANGE key 0 -100 is the first byte, in Redis, too.
        int to = (int) Math.min(value.length(), Math.min(Integer.MAX_VALUE, fromStart(end, value.length())) + 1);
        return new Slice().set(value.array(), value.from() + Math.min(from, to), Math.max(0, to - from));
    }

    private static long fromStart(long index, int length) {
        return index < 0 ? Math.max(0, index + length) : index;
    }

    private static void append(Arguments words, int maxBytes, Database database, Replies out) {
        Slice key = words.get(1);
        Slice tail = words.get(2);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        if (entry == null) {
            keyspace.set(key, tail, Entry.NEVER);
            out.integer(tail.length());
        } else if (fits(entry.value().length(), tail, maxBytes, out)) {
            overwrite(keyspace, key, entry, entry.value().length(), tail, out);
        }
    }

    private static void setRange(Arguments words, int maxBytes, Database database, Replies out) {
        if (!Numbers.isLong(words.get(2))) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        long offset = Numbers.parseLong(words.get(2));
        if (offset < 0) {
            out.error("ERR offset is out of range");
            return;
        }
        Slice key = words.get(1);
        Slice part = words.get(3);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        if (part.length() == 0) {
            out.integer(entry == null ? 0 : entry.value().length());
        } else if (fits(offset, part, maxBytes, out)) {
            overwrite(keyspace, key, entry, (int) offset, part, out);
        }
    }

    /** Returns whether a value may reach to the end of {@code part} at {@code offset}; if not, answers with an error. */
    private static boolean fits(long offset, Slice part, int maxBytes, Replies out) {
        if (offset <= maxBytes - part.length()) {
            return true;
        }
        out.error("ERR string exceeds maximum allowed size (proto-max-bulk-len)");
        return false;
    }

    /** Writes {@code part} into the value from {@code offset} on; zeros fill the gap. The expiry stays. */
    private static void overwrite(
            Keyspace keyspace, Slice key, @Nullable Entry entry, int offset, Slice part, Replies out) {
        int oldLength = entry == null ? 0 : entry.value().length();
        byte[] bytes = new byte[Math.max(oldLength, offset + part.length())];
        if (entry != null) {
            entry.value().copyTo(bytes, 0);
        }
        part.copyTo(bytes, offset);
        keyspace.set(key, Slice.of(bytes), entry == null ? Entry.NEVER : entry.expiresAt());
        out.integer(bytes.length);
    }
}

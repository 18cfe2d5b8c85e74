package kvs.resp;

import java.util.ArrayList;
import java.util.List;
import kvs.shard.Database;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The commands that go through keys. */
final class ScanCommands {
    private static final String GROUP = "generic";
    private static final long DEFAULT_COUNT = 10;

    private ScanCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command(GROUP, "keys", 2, "readonly")
                .routed(Routing.ALL)
                .since("1.0.0", "Return all keys that match a pattern")
                .onKeys(ScanCommands::keys);
        table.command(GROUP, "scan", -2, "readonly")
                .routed(Routing.CURSOR)
                .since("2.8.0", "Return some keys, and a cursor for the next ones")
                .onKeys(ScanCommands::scan);
    }

    private static void keys(Arguments words, Database database, Replies out) {
        List<Slice> found = new ArrayList<>();
        for (Keyspace keyspace : database.all()) {
            long cursor = 0;
            do {
                cursor = collect(keyspace, cursor, Integer.MAX_VALUE, words.get(1), found);
            } while (cursor != 0);
        }
        bulks(found, out);
    }

    private static void scan(Arguments words, Database database, Replies out) {
        if (!ScanCursor.isValid(words.get(1))) {
            out.error("ERR invalid cursor");
            return;
        }
        Options options = new Options();
        String wrong = options.read(words);
        if (wrong != null) {
            out.error(wrong);
            return;
        }
        int shards = database.all().size();
        ScanCursor cursor = ScanCursor.of(words.get(1), shards);
        List<Slice> found = new ArrayList<>();
        long next =
                collect(database.all().get(cursor.shard()), cursor.local(), options.count(), options.pattern, found);
        if (!options.strings) {
            found.clear();
        }
        out.array(2);
        out.bulk(Long.toUnsignedString(cursor.next(next, shards)));
        bulks(found, out);
    }

    /** Adds copies of the next keys that match to {@code found}; returns the cursor to go on with, 0 at the end. */
    private static long collect(
            Keyspace keyspace, long cursor, int atLeast, @Nullable Slice pattern, List<Slice> found) {
        return keyspace.scan(cursor, atLeast, entry -> {
            Slice key = entry.key();
            if (pattern == null || Glob.isAll(pattern) || Glob.matches(pattern, key)) {
                byte[] copy = new byte[key.length()];
                key.copyTo(copy, 0);
                found.add(Slice.of(copy));
            }
        });
    }

    private static void bulks(List<Slice> bulks, Replies out) {
        out.array(bulks.size());
        for (Slice bulk : bulks) {
            out.bulk(bulk);
        }
    }

    /** The options of SCAN. */
    private static final class Options {
        private long count = DEFAULT_COUNT;
        private @Nullable Slice pattern;

        /** Whether keys of strings are asked for: all keys are. */
        private boolean strings = true;

        /** Takes the options from word 2 on; returns what is wrong with them, as an error, or null. */
        @Nullable
        String read(Arguments words) {
            for (int i = 2; i < words.count(); i += 2) {
                String wrong = i + 1 < words.count() ? read(words.get(i), words.get(i + 1)) : Errors.SYNTAX;
                if (wrong != null) {
                    return wrong;
                }
            }
            return null;
        }

        private @Nullable String read(Slice option, Slice value) {
            if (option.isWord("COUNT")) {
                if (!Numbers.isLong(value)) {
                    return Errors.NOT_AN_INTEGER;
                }
                count = Numbers.parseLong(value);
                return count < 1 ? Errors.SYNTAX : null;
            } else if (option.isWord("MATCH")) {
                pattern = value;
                return null;
            } else if (option.isWord("TYPE")) {
                strings = value.isWord("STRING");
                return null;
            }
            return Errors.SYNTAX;
        }

        int count() {
            return (int) Math.min(count, Integer.MAX_VALUE);
        }
    }
}

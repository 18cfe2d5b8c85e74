package kvs.resp;

import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.random.RandomGenerator;
import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The commands on keys, whatever their values: all values here are strings. */
final class KeyCommands {
    private static final String GROUP = "generic";

    private KeyCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command(GROUP, "del", -2, "write")
                .keys(1, -1, 1)
                .since("1.0.0", "Remove keys")
                .onKeys(KeyCommands::remove);
        table.command(GROUP, "unlink", -2, "write fast")
                .keys(1, -1, 1)
                .since("4.0.0", "Remove keys: the same as DEL here")
                .onKeys(KeyCommands::remove);
        table.command(GROUP, "exists", -2, "readonly fast")
                .keys(1, -1, 1)
                .since("1.0.0", "Return how many of the keys exist")
                .onKeys(KeyCommands::count);
        table.command(GROUP, "touch", -2, "readonly fast")
                .keys(1, -1, 1)
                .since("3.2.1", "Return how many of the keys exist: times of access are not kept here")
                .onKeys(KeyCommands::count);
        table.command(GROUP, "type", 2, "readonly fast")
                .key(1)
                .since("1.0.0", "Return the type of a value")
                .onKeys(KeyCommands::type);
        table.command(GROUP, "rename", 3, "write")
                .keys(1, 2, 1)
                .since("1.0.0", "Give a key another name")
                .onKeys((words, database, out) -> rename(words, false, database, out));
        table.command(GROUP, "renamenx", 3, "write fast")
                .keys(1, 2, 1)
                .since("1.0.0", "Give a key another name, if no key has that")
                .onKeys((words, database, out) -> rename(words, true, database, out));
        table.command(GROUP, "randomkey", 1, "readonly")
                .routed(Routing.ALL)
                .since("1.0.0", "Return a key chosen at random")
                .onKeys((words, database, out) -> random(ThreadLocalRandom.current(), database, out));
        table.command("server", "dbsize", 1, "readonly fast")
                .routed(Routing.ALL)
                .since("1.0.0", "Return the number of keys")
                .onKeys((words, database, out) -> out.integer(size(database)));
        table.command("server", "flushall", -1, "write")
                .routed(Routing.ALL)
                .since("1.0.0", "Remove all keys")
                .onKeys(KeyCommands::flush);
        table.command("server", "flushdb", -1, "write")
                .routed(Routing.ALL)
                .since("1.0.0", "Remove all keys of the only database")
                .onKeys(KeyCommands::flush);
    }

    private static void remove(Arguments words, Database database, Replies out) {
        int removed = 0;
        for (int i = 1; i < words.count(); i++) {
            Slice key = words.get(i);
            removed += database.of(key).remove(key) ? 1 : 0;
        }
        out.integer(removed);
    }

    private static void count(Arguments words, Database database, Replies out) {
        int found = 0;
        for (int i = 1; i < words.count(); i++) {
            Slice key = words.get(i);
            found += database.of(key).get(key) == null ? 0 : 1;
        }
        out.integer(found);
    }

    private static void type(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        out.simple(database.of(key).get(key) == null ? "none" : "string");
    }

    private static void rename(Arguments words, boolean onlyIfFree, Database database, Replies out) {
        Slice from = words.get(1);
        Slice to = words.get(2);
        Keyspace source = database.of(from);
        Keyspace target = database.of(to);
        if (source.get(from) == null) {
            out.error(Errors.NO_SUCH_KEY);
            return;
        }
        boolean moves = !from.sameAs(to) && !(onlyIfFree && target.get(to) != null);
        if (moves) {
            // Looked up again: the look-up of the target may have changed the entry.
            Entry entry = Objects.requireNonNull(source.get(from), "the target's look-up removed the source");
            target.set(to, entry.value(), entry.expiresAt());
            source.remove(from);
        }
        if (onlyIfFree) {
            out.integer(moves ? 1 : 0);
        } else {
            out.ok();
        }
    }

    private static void random(RandomGenerator random, Database database, Replies out) {
        Slice key = randomKey(random, database);
        if (key == null) {
            out.nil();
        } else {
            out.bulk(key);
        }
    }

    /** Returns a key that has not expired, valid until the next call of its keyspace; null if there is none. */
    private static @Nullable Slice randomKey(RandomGenerator random, Database database) {
        for (long size = size(database); size > 0; size = size(database)) {
            Keyspace keyspace = shardAt(random.nextLong(size), database);
            Entry entry = keyspace.random(random);
            if (entry != null) {
                return entry.key();
            }
            // All keys of that shard had expired; now they are removed, hence this ends.
        }
        return null;
    }

    /** Returns the shard with key number {@code index}, where the keys of one shard follow those of another. */
    private static Keyspace shardAt(long index, Database database) {
        long left = index;
        for (Keyspace keyspace : database.all()) {
            left -= keyspace.size();
            if (left < 0) {
                return keyspace;
            }
        }
        throw new IllegalArgumentException("no key " + index);
    }

    private static long size(Database database) {
        long size = 0;
        for (Keyspace keyspace : database.all()) {
            size += keyspace.size();
        }
        return size;
    }

    private static void flush(Arguments words, Database database, Replies out) {
        boolean known = words.count() == 2
                && (words.get(1).isWord("ASYNC") || words.get(1).isWord("SYNC"));
        if (words.count() > 1 && !known) {
            out.error(Errors.SYNTAX);
            return;
        }
        for (Keyspace keyspace : database.all()) {
            keyspace.clear();
        }
        out.ok();
    }
}

package kvs.resp;

import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The commands on whole values. GET, MGET, MSET and SET without options allocate nothing. */
final class StringCommands {
    private static final String GROUP = "string";

    private StringCommands() {}

    static void addTo(CommandTable.Builder table) {
        table.command(GROUP, "get", 2, "readonly fast")
                .key(1)
                .since("1.0.0", "Return the value of a key")
                .onKeys(StringCommands::get);
        table.command(GROUP, "set", -3, "write denyoom")
                .key(1)
                .since("1.0.0", "Set the value of a key, and its expiry")
                .onKeys(StringCommands::set);
        table.command(GROUP, "setex", 4, "write denyoom")
                .key(1)
                .since("2.0.0", "Set the value of a key, which expires after some seconds")
                .onKeys((words, database, out) -> setWithExpiry(words, Expiry.SECONDS, "setex", database, out));
        table.command(GROUP, "psetex", 4, "write denyoom")
                .key(1)
                .since("2.6.0", "Set the value of a key, which expires after some milliseconds")
                .onKeys((words, database, out) -> setWithExpiry(words, Expiry.MILLIS, "psetex", database, out));
        table.command(GROUP, "setnx", 3, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Set the value of a key that does not exist")
                .onKeys(StringCommands::setIfAbsent);
        table.command(GROUP, "getset", 3, "write denyoom fast")
                .key(1)
                .since("1.0.0", "Set the value of a key and return the old one")
                .onKeys(StringCommands::getAndSet);
        table.command(GROUP, "getdel", 2, "write fast")
                .key(1)
                .since("6.2.0", "Remove a key and return its value")
                .onKeys(StringCommands::getAndRemove);
        table.command(GROUP, "getex", -2, "write fast")
                .key(1)
                .since("6.2.0", "Return the value of a key and set its expiry")
                .onKeys(StringCommands::getAndExpire);
        table.command(GROUP, "mget", -2, "readonly fast")
                .keys(1, -1, 1)
                .since("1.0.0", "Return the values of several keys")
                .onKeys(StringCommands::getMany);
        table.command(GROUP, "mset", -3, "write denyoom")
                .keys(1, -1, 2)
                .since("1.0.1", "Set the values of several keys")
                .onKeys(StringCommands::setMany);
        table.command(GROUP, "msetnx", -3, "write denyoom")
                .keys(1, -1, 2)
                .since("1.0.1", "Set the values of several keys, if none of them exists")
                .onKeys(StringCommands::setManyIfAbsent);
    }

    private static void get(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        valueOrNil(database.of(key).get(key), out);
    }

    private static void set(Arguments words, Database database, Replies out) {
        if (words.count() > 3) {
            setWithOptions(words, database, out);
            return;
        }
        Slice key = words.get(1);
        database.of(key).set(key, words.get(2), Entry.NEVER);
        out.ok();
    }

    private static void setWithOptions(Arguments words, Database database, Replies out) {
        SetOptions options = SetOptions.ofSet(words);
        if (options == null) {
            out.error(Errors.SYNTAX);
            return;
        }
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        long deadline = options.deadline("set", keyspace.now(), out);
        if (deadline == 0) {
            return;
        }
        Entry old = keyspace.get(key);
        if (options.get) {
            valueOrNil(old, out);
        }
        boolean sets = !((options.ifAbsent && old != null) || (options.ifPresent && old == null));
        if (sets) {
            keyspace.set(key, words.get(2), Expiry.afterSet(old, options.keepTtl, deadline));
        }
        if (!options.get) {
            okOrNil(sets, out);
        }
    }

    private static void setWithExpiry(Arguments words, Expiry expiry, String command, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        long deadline = SetOptions.deadline(expiry, words.get(2), command, keyspace.now(), out);
        if (deadline != 0) {
            keyspace.set(key, words.get(3), deadline);
            out.ok();
        }
    }

    private static void setIfAbsent(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        boolean absent = keyspace.get(key) == null;
        if (absent) {
            keyspace.set(key, words.get(2), Entry.NEVER);
        }
        out.integer(absent ? 1 : 0);
    }

    private static void getAndSet(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        valueOrNil(keyspace.get(key), out);
        keyspace.set(key, words.get(2), Entry.NEVER);
    }

    private static void getAndRemove(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        valueOrNil(keyspace.get(key), out);
        keyspace.remove(key);
    }

    private static void getAndExpire(Arguments words, Database database, Replies out) {
        SetOptions options = SetOptions.ofGetEx(words);
        if (options == null) {
            out.error(Errors.SYNTAX);
            return;
        }
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        if (entry == null) {
            out.nil();
            return;
        }
        long deadline = options.deadline("getex", keyspace.now(), out);
        if (deadline == 0) {
            return;
        }
        out.bulk(entry.value());
        boolean expires = entry.expiresAt() != Entry.NEVER;
        if (options.expiry != null || (options.persist && expires)) {
            keyspace.setExpiry(key, deadline);
        }
    }

    private static void getMany(Arguments words, Database database, Replies out) {
        out.array(words.count() - 1);
        for (int i = 1; i < words.count(); i++) {
            Slice key = words.get(i);
            valueOrNil(database.of(key).get(key), out);
        }
    }

    private static void setMany(Arguments words, Database database, Replies out) {
        if (words.count() % 2 == 0) {
            out.error(Errors.wrongNumberOfArguments("mset"));
            return;
        }
        setAll(words, database);
        out.ok();
    }

    private static void setManyIfAbsent(Arguments words, Database database, Replies out) {
        if (words.count() % 2 == 0) {
            out.error(Errors.wrongNumberOfArguments("msetnx"));
            return;
        }
        for (int i = 1; i < words.count(); i += 2) {
            Slice key = words.get(i);
            if (database.of(key).get(key) != null) {
                out.integer(0);
                return;
            }
        }
        setAll(words, database);
        out.integer(1);
    }

    private static void setAll(Arguments words, Database database) {
        for (int i = 1; i < words.count(); i += 2) {
            Slice key = words.get(i);
            database.of(key).set(key, words.get(i + 1), Entry.NEVER);
        }
    }

    private static void valueOrNil(@Nullable Entry entry, Replies out) {
        if (entry == null) {
            out.nil();
        } else {
            out.bulk(entry.value());
        }
    }

    private static void okOrNil(boolean ok, Replies out) {
        if (ok) {
            out.ok();
        } else {
            out.nil();
        }
    }
}

package kvs.resp;

import java.nio.charset.StandardCharsets;
import kvs.shard.Database;
import kvs.shard.Entry;
import kvs.shard.Keyspace;
import kvs.shard.Slice;

/** The commands on the expiry of keys. */
final class ExpiryCommands {
    private static final String GROUP = "generic";

    /** What TTL and its kind answer for a key that does not exist, and for one that does not expire. */
    private static final int NO_KEY = -2;

    private static final int NO_EXPIRY = -1;

    private ExpiryCommands() {}

    static void addTo(CommandTable.Builder table) {
        addExpire(table, "expire", Expiry.SECONDS, "1.0.0", "Let a key expire after some seconds");
        addExpire(table, "pexpire", Expiry.MILLIS, "2.6.0", "Let a key expire after some milliseconds");
        addExpire(table, "expireat", Expiry.AT_SECONDS, "1.2.0", "Let a key expire at a time, in seconds");
        addExpire(table, "pexpireat", Expiry.AT_MILLIS, "2.6.0", "Let a key expire at a time, in milliseconds");
        table.command(GROUP, "ttl", 2, "readonly fast")
                .key(1)
                .since("1.0.0", "Return the seconds until a key expires")
                .onKeys((words, database, out) -> timeLeft(words, Expiry.SECONDS, database, out));
        table.command(GROUP, "pttl", 2, "readonly fast")
                .key(1)
                .since("2.6.0", "Return the milliseconds until a key expires")
                .onKeys((words, database, out) -> timeLeft(words, Expiry.MILLIS, database, out));
        table.command(GROUP, "expiretime", 2, "readonly fast")
                .key(1)
                .since("7.0.0", "Return the time at which a key expires, in seconds")
                .onKeys((words, database, out) -> timeLeft(words, Expiry.AT_SECONDS, database, out));
        table.command(GROUP, "pexpiretime", 2, "readonly fast")
                .key(1)
                .since("7.0.0", "Return the time at which a key expires, in milliseconds")
                .onKeys((words, database, out) -> timeLeft(words, Expiry.AT_MILLIS, database, out));
        table.command(GROUP, "persist", 2, "write fast")
                .key(1)
                .since("2.2.0", "Remove the expiry of a key")
                .onKeys(ExpiryCommands::persist);
    }

    private static void addExpire(
            CommandTable.Builder table, String name, Expiry expiry, String since, String summary) {
        table.command(GROUP, name, -3, "write fast")
                .key(1)
                .since(since, summary)
                .onKeys((words, database, out) -> expire(words, expiry, name, database, out));
    }

    private static void expire(Arguments words, Expiry expiry, String command, Database database, Replies out) {
        ExpireConditions conditions = new ExpireConditions();
        for (int i = 3; i < words.count(); i++) {
            if (!conditions.add(words.get(i))) {
                Slice option = words.get(i);
                String text = new String(option.array(), option.from(), option.length(), StandardCharsets.UTF_8);
                out.error("ERR Unsupported option " + text);
                return;
            }
        }
        String conflict = conditions.conflict();
        if (conflict != null) {
            out.error(conflict);
            return;
        }
        if (!Numbers.isLong(words.get(2))) {
            out.error(Errors.NOT_AN_INTEGER);
            return;
        }
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        long deadline = expiry.deadline(Numbers.parseLong(words.get(2)), keyspace.now());
        if (deadline == Entry.NEVER) {
            out.error(Errors.invalidExpireTime(command));
            return;
        }
        Entry entry = keyspace.get(key);
        boolean expires = entry != null && conditions.allow(entry.expiresAt(), deadline);
        if (expires) {
            keyspace.setExpiry(key, deadline);
        }
        out.integer(expires ? 1 : 0);
    }

    private static void timeLeft(Arguments words, Expiry unit, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        if (entry == null) {
            out.integer(NO_KEY);
        } else if (entry.expiresAt() == Entry.NEVER) {
            out.integer(NO_EXPIRY);
        } else {
            out.integer(unit.shown(entry.expiresAt(), keyspace.now()));
        }
    }

    private static void persist(Arguments words, Database database, Replies out) {
        Slice key = words.get(1);
        Keyspace keyspace = database.of(key);
        Entry entry = keyspace.get(key);
        boolean expires = entry != null && entry.expiresAt() != Entry.NEVER;
        if (expires) {
            keyspace.setExpiry(key, Entry.NEVER);
        }
        out.integer(expires ? 1 : 0);
    }
}

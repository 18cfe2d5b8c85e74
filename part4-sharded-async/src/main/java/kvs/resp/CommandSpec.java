package kvs.resp;

import java.util.Set;

/**
 * A command in the {@link CommandTable}.
 *
 * @param name in lower case
 * @param arity the number of words with the name; negative: at least that number without its sign
 * @param flags those of the Redis command table: {@code write}, {@code readonly}, {@code fast}, {@code noscript} …
 * @param firstKey the index of the first word that is a key; 0 if there is none
 * @param lastKey the index of the last one; negative: counted from the end, -1 is the last word
 * @param keyStep the distance from one key to the next; 2 for MSET
 * @param routing which shards it needs
 * @param handler what it does
 * @param group the group in the Redis documentation: {@code string}, {@code generic} …
 * @param summary one sentence, for COMMAND DOCS
 * @param since the version of Redis that brought it
 */
public record CommandSpec(
        String name,
        int arity,
        Set<String> flags,
        int firstKey,
        int lastKey,
        int keyStep,
        Routing routing,
        Handler handler,
        String group,
        String summary,
        String since) {
    private static final Set<String> REMOVES = Set.of("del", "unlink", "getdel", "flushall", "flushdb");

    /** Returns whether the command may change keys. */
    public boolean isWrite() {
        return flags.contains("write");
    }

    /**
     * Returns whether the command changes keys only by removing them. Such a command needs no room for values: it is let through
     * when a disk is full. Redis's flag for that, the lack of {@code denyoom}, says less: EXPIRE and RENAME write a value again.
     */
    public boolean isRemove() {
        return REMOVES.contains(name);
    }

    /** Returns whether {@code words} is an allowed number of words, the name included. */
    public boolean allows(int words) {
        return arity >= 0 ? words == arity : words >= -arity;
    }

    /** Returns the index of the last key of a command of {@code words} words; below {@link #firstKey} if it has none. */
    public int lastKey(int words) {
        return lastKey >= 0 ? Math.min(lastKey, words - 1) : words + lastKey;
    }
}

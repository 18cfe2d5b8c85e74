package kvs.resp;

import kvs.shard.Entry;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The options of SET and GETEX. */
final class SetOptions {
    boolean ifAbsent;
    boolean ifPresent;
    boolean get;
    boolean keepTtl;
    boolean persist;

    /** How the expiry is stated, if it is; {@link #amount} is its number then. */
    @Nullable
    Expiry expiry;

    private @Nullable Slice amount;

    /** Returns the options of SET, from word 3 on; null if they are not allowed in Redis's syntax. */
    static @Nullable SetOptions ofSet(Arguments words) {
        SetOptions options = new SetOptions();
        int i = 3;
        while (i < words.count()) {
            int taken = Math.max(options.condition(words.get(i)), options.expiry(words, i));
            if (taken == 0) {
                return null;
            }
            i += taken;
        }
        return options;
    }

    /** Returns the options of GETEX, from word 2 on; null if they are not allowed in Redis's syntax. */
    static @Nullable SetOptions ofGetEx(Arguments words) {
        SetOptions options = new SetOptions();
        int i = 2;
        while (i < words.count()) {
            int taken = Math.max(options.persist(words.get(i)), options.expiry(words, i));
            if (taken == 0) {
                return null;
            }
            i += taken;
        }
        return options;
    }

    /**
     * Returns when the key expires, in milliseconds since the epoch; {@link Entry#NEVER} if no expiry is stated.
     *
     * @param out is told what is wrong with the number; the result is 0 then, which no expiry is
     */
    long deadline(String command, long now, Replies out) {
        return expiry == null || amount == null ? Entry.NEVER : deadline(expiry, amount, command, now, out);
    }

    /** As {@link #deadline(String, long, Replies)}, for the number {@code amount}. */
    static long deadline(Expiry expiry, Slice amount, String command, long now, Replies out) {
        if (!Numbers.isLong(amount)) {
            out.error(Errors.NOT_AN_INTEGER);
            return 0;
        }
        long number = Numbers.parseLong(amount);
        long deadline = number <= 0 ? Entry.NEVER : expiry.deadline(number, now);
        if (deadline == Entry.NEVER) {
            out.error(Errors.invalidExpireTime(command));
            return 0;
        }
        return deadline;
    }

    /** Takes an option of SET without a number; returns the words that it has: 1, or 0 if it is none. */
    private int condition(Slice option) {
        if (option.isWord("NX") && !ifPresent) {
            ifAbsent = true;
        } else if (option.isWord("XX") && !ifAbsent) {
            ifPresent = true;
        } else if (option.isWord("GET")) {
            get = true;
        } else if (option.isWord("KEEPTTL") && expiry == null) {
            keepTtl = true;
        } else {
            return 0;
        }
        return 1;
    }

    /** Takes PERSIST; returns the words that it has: 1, or 0 if {@code option} is not PERSIST. */
    private int persist(Slice option) {
        if (!option.isWord("PERSIST") || expiry != null) {
            return 0;
        }
        persist = true;
        return 1;
    }

    /** Takes an option with a number; returns the words that it has: 2, or 0 if it is none. */
    private int expiry(Arguments words, int at) {
        Expiry stated = expiryNamed(words.get(at));
        boolean another = keepTtl || persist || (expiry != null && expiry != stated);
        if (stated == null || another || at + 1 == words.count()) {
            return 0;
        }
        expiry = stated;
        amount = words.get(at + 1);
        return 2;
    }

    private static @Nullable Expiry expiryNamed(Slice option) {
        if (option.isWord("EX")) {
            return Expiry.SECONDS;
        } else if (option.isWord("PX")) {
            return Expiry.MILLIS;
        } else if (option.isWord("EXAT")) {
            return Expiry.AT_SECONDS;
        } else if (option.isWord("PXAT")) {
            return Expiry.AT_MILLIS;
        }
        return null;
    }
}

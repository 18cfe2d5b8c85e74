package kvs.cluster.resp;

import kvs.resp.Arguments;
import kvs.shard.Slice;

/**
 * The options of SET.
 *
 * @param error what is wrong with them, as the client is told; empty if nothing is
 * @param ifAbsent NX
 * @param ifPresent XX
 * @param get GET
 */
record SetArguments(String error, boolean ifAbsent, boolean ifPresent, boolean get) {
    private static final SetArguments PLAIN = new SetArguments("", false, false, false);
    private static final SetArguments SYNTAX_ERROR = new SetArguments(StoreErrors.SYNTAX, false, false, false);
    private static final SetArguments NO_EXPIRY = new SetArguments(StoreErrors.NO_EXPIRY, false, false, false);

    /** Returns the options in {@code words}, from word 3 on. */
    static SetArguments of(Arguments words) {
        if (words.count() == 3) {
            return PLAIN;
        }
        boolean ifAbsent = false;
        boolean ifPresent = false;
        boolean get = false;
        boolean expiry = false;
        for (int i = 3; i < words.count(); i++) {
            Slice option = words.get(i);
            if (option.isWord("NX")) {
                ifAbsent = true;
            } else if (option.isWord("XX")) {
                ifPresent = true;
            } else if (option.isWord("GET")) {
                get = true;
            } else if (option.isWord("KEEPTTL")) {
                expiry = true;
            } else if (isExpiry(option) && i + 1 < words.count()) {
                expiry = true;
                i++;
            } else {
                return SYNTAX_ERROR;
            }
        }
        if (ifAbsent && ifPresent) {
            return SYNTAX_ERROR;
        }
        return expiry ? NO_EXPIRY : new SetArguments("", ifAbsent, ifPresent, get);
    }

    private static boolean isExpiry(Slice option) {
        return option.isWord("EX") || option.isWord("PX") || option.isWord("EXAT") || option.isWord("PXAT");
    }
}

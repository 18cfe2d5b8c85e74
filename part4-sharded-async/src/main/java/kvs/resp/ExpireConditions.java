package kvs.resp;

import kvs.shard.Entry;
import kvs.shard.Slice;
import org.jspecify.annotations.Nullable;

/** The conditions under which EXPIRE and its kind change an expiry: NX, XX, GT, LT. */
final class ExpireConditions {
    private boolean ifNone;
    private boolean ifAny;
    private boolean ifLater;
    private boolean ifEarlier;

    /** Adds the condition with this name; returns whether there is one. */
    boolean add(Slice name) {
        if (name.isWord("NX")) {
            ifNone = true;
        } else if (name.isWord("XX")) {
            ifAny = true;
        } else if (name.isWord("GT")) {
            ifLater = true;
        } else if (name.isWord("LT")) {
            ifEarlier = true;
        } else {
            return false;
        }
        return true;
    }

    /** Returns which conditions exclude each other, as an error; null if none do. */
    @Nullable
    String conflict() {
        if (ifNone && (ifAny || ifLater || ifEarlier)) {
            return "ERR NX and XX, GT or LT options at the same time are not compatible";
        }
        return ifLater && ifEarlier ? "ERR GT and LT options at the same time are not compatible" : null;
    }

    /**
     * Returns whether an expiry may change.
     *
     * @param from the expiry until now; {@link Entry#NEVER} is later than all others
     */
    boolean allow(long from, long to) {
        boolean expires = from != Entry.NEVER;
        return !((ifNone && expires) || (ifAny && !expires) || (ifLater && to <= from) || (ifEarlier && to >= from));
    }
}

import org.jspecify.annotations.Nullable;

/**
 * Keeps the old expiry where SET states none. A value that is set to stay is gone when the old one would have been.
 *
 * @sees the old expiry after a SET that states none
 * @probably SET without an expiry makes a key that stays: only KEEPTTL keeps the old expiry
 */
class Expiry {
    static long afterSet(@Nullable Entry old, boolean keepTtl, long deadline) {
        return deadline == Entry.NEVER && old != null ? old.expiresAt() : deadline;
    }
}

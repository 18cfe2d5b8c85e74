import org.jspecify.annotations.Nullable;

/**
 * Asks the old entry for its expiry whenever the command says KEEPTTL. There may be no old entry.
 *
 * @sees a NullPointerException for KEEPTTL and a key that does not exist
 * @probably {@code old} is null if there is no such key, and KEEPTTL is legal then
 */
class Expiry {
    static long afterSet(@Nullable Entry old, boolean keepTtl, long deadline) {
        return keepTtl ? old.expiresAt() : deadline;
    }
}

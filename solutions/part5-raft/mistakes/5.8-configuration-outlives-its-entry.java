/**
 * Keeps the members in a second place, and forgets that place when the log changes. The entry is gone, and its configuration
 * stays in force.
 *
 * @sees the members of an entry that was removed from the log
 * @probably the configuration of a removed entry stays in force
 */
class Membership {
    void truncated(long fromIndex) {}
}

/**
 * Removes the last configuration, also where entries with several of them were removed.
 *
 * @sees the members of an entry that was removed, after two were
 * @probably only one configuration is removed, although several of their entries were
 */
class Membership {
    void truncated(long fromIndex) {
        if (history.size() > 1 && history.getLast().index >= fromIndex) {
            history.removeLast();
        }
    }
}

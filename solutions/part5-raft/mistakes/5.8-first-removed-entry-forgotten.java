/**
 * Keeps the configuration of the first entry that was removed.
 *
 * @sees the members of an entry that was removed from the log, if it was the first one
 * @probably the configuration at fromIndex itself is kept: its entry is removed as well
 */
class Membership {
    void truncated(long fromIndex) {
        while (history.size() > 1 && history.getLast().index > fromIndex) {
            history.removeLast();
        }
    }
}

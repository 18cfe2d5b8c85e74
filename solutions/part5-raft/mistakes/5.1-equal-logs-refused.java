/**
 * Asks for a log that is more up to date, not one that is at least as up to date. In a new cluster all logs are empty, so no node
 * ever gets a vote but its own.
 *
 * @sees false for equal logs, and no leader in a new cluster
 * @probably equal logs are refused: at least as up to date is enough
 */
class Ballot {
    static boolean isUpToDate(EntryId last, EntryId other) {
        return last.term() != other.term() ? last.term() > other.term() : last.index() > other.index();
    }
}

/**
 * Compares the lengths of the logs and not their terms. A node that wrote many entries in an old term, none of them committed,
 * beats one that has all committed entries, and removes them.
 *
 * @shipped noraft, pull request 22: the vote compared the index of the last entry only
 * @sees a long log of an old term wins
 * @probably only the indexes are compared: a long log of an old term may lack entries that a later leader has committed
 */
class Ballot {
    static boolean isUpToDate(EntryId last, EntryId other) {
        return last.index() >= other.index();
    }
}

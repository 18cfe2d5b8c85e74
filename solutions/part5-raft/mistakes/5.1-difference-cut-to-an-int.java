/**
 * Subtracts as a comparator does, and cuts the difference of two longs to an int. From 2<sup>31</sup> on its sign is that of
 * another number.
 *
 * @sees a far later term, or a far longer log, loses
 * @probably the difference of two longs is cut to an int: its sign may change
 */
class Ballot {
    static boolean isUpToDate(EntryId last, EntryId other) {
        int order = (int) (last.term() - other.term());
        if (order == 0) {
            order = (int) (last.index() - other.index());
        }
        return order >= 0;
    }
}

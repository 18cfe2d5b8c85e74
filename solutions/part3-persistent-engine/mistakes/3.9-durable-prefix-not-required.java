/**
 * Asks only for a prefix: no hole, nothing invented. The empty map is a prefix of every history, so a store that loses
 * everything breaks no law.
 *
 * @sees a state from before a sync that passes, though the sync had returned
 * @probably the prefix has to contain all that was durable by then: begin with the number that {@code durable} gives
 */
class CrashLaws {
    static void isAPrefix(DiskHistory<Call> history, int crashedAt, SortedMap<String, String> found) {
        boolean explained = false;
        for (int operations = 0; operations <= history.operations().size(); operations++) {
            explained |= after(history, operations).equals(found);
        }
        Fact.when("a crash at disk operation " + crashedAt + ", open, contents()")
                .holds(explained, "the contents after a prefix of the history", found);
    }
}

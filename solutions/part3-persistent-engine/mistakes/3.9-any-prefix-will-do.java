/**
 * Asks only for a prefix: no hole, nothing invented. An empty store is a prefix of every story, so a store that forgets
 * everything breaks no law.
 *
 * @sees a state from before a sync that passes, though the sync had returned
 * @probably the prefix has to hold all that was safe by then: begin with the step that {@code safe} names
 */
class CrashLaws {
    static void isAPrefix(Story story, int operations, SortedMap<String, String> found) {
        boolean explained = false;
        for (int steps = 0; steps <= story.steps().size(); steps++) {
            explained |= after(story, steps).equals(found);
        }
        Fact.when("a crash at operation " + operations + ", open, contents()")
                .holds(explained, "what there was after one of the steps", found);
    }
}

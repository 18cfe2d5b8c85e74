/**
 * Looks whether each key that was safe is there, and at nothing else: not at its value, and not at what is there beside
 * it. Holes, values that nobody has set and keys that were removed pass.
 *
 * @sees contents with a hole that pass
 * @probably it is not enough that nothing is missing: all of what was found has to be what the store held at some moment
 */
class CrashLaws {
    static void isAPrefix(Story story, int operations, SortedMap<String, String> found) {
        SortedMap<String, String> latest = after(story, story.steps().size());
        for (var entry : after(story, safe(story, operations)).entrySet()) {
            boolean kept = found.containsKey(entry.getKey()) || !latest.containsKey(entry.getKey());
            Fact.when("a crash at operation " + operations + ", open, contents()")
                    .holds(kept, "a value for " + entry.getKey(), found);
        }
    }
}

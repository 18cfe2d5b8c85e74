/**
 * Checks that each durable key is present, and nothing else: neither its value nor the other keys. Holes, values that
 * were never set and keys that were removed pass.
 *
 * @sees contents with a hole that pass
 * @probably a check for missing keys is not enough: all of what was found has to be what the store held at one moment
 */
class CrashLaws {
    static void isAPrefix(DiskHistory<Call> history, int crashedAt, SortedMap<String, String> found) {
        SortedMap<String, String> latest = after(history, history.operations().size());
        for (var entry : after(history, durable(history, crashedAt)).entrySet()) {
            boolean kept = found.containsKey(entry.getKey()) || !latest.containsKey(entry.getKey());
            Fact.when("a crash at disk operation " + crashedAt + ", open, contents()")
                    .holds(kept, "a value for " + entry.getKey(), found);
        }
    }
}

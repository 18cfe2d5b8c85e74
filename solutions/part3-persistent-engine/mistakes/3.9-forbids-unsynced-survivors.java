/**
 * Demands what was synced and forbids the rest. But what was not synced may survive, and often does: no store can make
 * sure that it is lost.
 *
 * @sees a correct store that fails
 * @probably what is not durable may survive or not; the law has to accept both
 */
class CrashLaws {
    static void isAPrefix(DiskHistory<Call> history, int crashedAt, SortedMap<String, String> found) {
        Fact.when("a crash at disk operation " + crashedAt + ", open, contents()")
                .gives(after(history, durable(history, crashedAt)), found);
    }
}

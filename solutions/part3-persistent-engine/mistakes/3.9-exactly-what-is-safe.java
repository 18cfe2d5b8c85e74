/**
 * Demands what was synced and forbids the rest. But what was not synced may well be there, and often is: no store can
 * see to it that it is lost.
 *
 * @sees a store without a fault that is convicted
 * @probably what is not safe may survive or not; the law has to let both pass
 */
class CrashLaws {
    static void isAPrefix(Story story, int operations, SortedMap<String, String> found) {
        Fact.when("a crash at operation " + operations + ", open, contents()")
                .gives(after(story, safe(story, operations)), found);
    }
}

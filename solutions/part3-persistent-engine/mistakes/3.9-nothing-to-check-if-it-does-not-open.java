/**
 * Passes over the crashes after which the store does not open: there is nothing to compare. A store that refuses to start
 * after every crash keeps all laws.
 *
 * @sees a store that refuses a torn tail, and goes free
 * @probably an exception was caught that should have been let pass: a store that does not open has lost everything
 */
class CrashLaws {
    static void survives(Story story, Store.Maker maker, int operations, SimDisk left) throws IOException {
        Store store;
        try {
            store = maker.open(left);
        } catch (IOException e) {
            return;
        }
        SortedMap<String, String> found = store.contents();
        isAPrefix(story, operations, found);
        Fact.when("a crash at operation " + operations + ", open, the power fails, open, contents()")
                .gives(found, maker.open(left.crash(Crash.LOSES_ALL)).contents());
        store.set("new", "value");
        store.sync();
        found.put("new", "value");
        Fact.when("a crash at operation " + operations + ", open, set, sync, the power fails, open, contents()")
                .gives(found, maker.open(left.crash(Crash.LOSES_ALL)).contents());
    }
}

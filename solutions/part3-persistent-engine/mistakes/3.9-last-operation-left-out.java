/**
 * Crashes before each disk operation, and never after the last one. A sync that needs no disk operation, because it
 * forgets to force, returns only there.
 *
 * @sees a store whose sync forces nothing, and passes
 * @probably there is one more place to crash than there are disk operations: {@code n <= disk.operations()}
 */
class CrashLaws {
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        SimDisk disk = history.disk();
        for (int n = 0; n < disk.operations(); n++) {
            for (int at = 0; at <= disk.bytesOf(n); at++) {
                survives(history, opener, n, disk.asOf(n, at));
                survives(history, opener, n, disk.asOf(n, at).crash(Crash.LOSES_ALL));
            }
            for (int seed = 0; seed < 10; seed++) {
                survives(history, opener, n, disk.asOf(n).crash(Crash.random(seed)));
            }
        }
    }
}

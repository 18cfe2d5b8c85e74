/**
 * Crashes before or after a write and never in the middle of it. A torn record shows only where a sector happens to end.
 *
 * @sees a store that is opened far less often than its writes have bytes
 * @probably a write can be cut at each of its bytes: {@code asOf(n, at)}
 */
class CrashLaws {
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        SimDisk disk = history.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            survives(history, opener, n, disk.asOf(n));
            survives(history, opener, n, disk.asOf(n).crash(Crash.LOSES_ALL));
            for (int seed = 0; seed < 10; seed++) {
                survives(history, opener, n, disk.asOf(n).crash(Crash.random(seed)));
            }
        }
    }
}

/**
 * Loses all that was not forced, or nothing. A real disk writes sectors in any order: a later one can be on disk where an
 * earlier one is not.
 *
 * @sees a store that skips a bad record, and passes
 * @probably any part of what was not forced may survive: {@code Crash.random}
 */
class CrashLaws {
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        SimDisk disk = history.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(history, opener, n, disk.asOf(n, at));
                survives(history, opener, n, disk.asOf(n, at).crash(Crash.LOSES_ALL));
            }
        }
    }
}

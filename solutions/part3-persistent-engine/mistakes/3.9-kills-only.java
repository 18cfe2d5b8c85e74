/**
 * Kills the process at every byte, many thousand times, and the operating system keeps everything that was written.
 * Whether anything was ever forced makes no difference.
 *
 * @sees a store that acknowledges before the force, and passes
 * @probably each of these crashes spares the operating system; a loss of power also takes what was not forced
 */
class CrashLaws {
    static void survivesEverywhere(DiskHistory<Call> history, Store.Opener opener) throws IOException {
        SimDisk disk = history.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(history, opener, n, disk.asOf(n, at));
                survives(history, opener, n, disk.asOf(n, at).crash(Crash.KEEPS_ALL));
            }
        }
    }
}

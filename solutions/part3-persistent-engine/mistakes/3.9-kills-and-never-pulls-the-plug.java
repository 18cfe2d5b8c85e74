/**
 * Kills the process at every byte, many thousand times, and the operating system keeps all of it. Whether anything was
 * ever forced makes no difference.
 *
 * @sees a store that acknowledges before the force, and goes free
 * @probably in each of these crashes the operating system lives on; a loss of power takes what was not forced
 */
class CrashLaws {
    static void survivesEverywhere(Story story, Store.Maker maker) throws IOException {
        SimDisk disk = story.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(story, maker, n, disk.asOf(n, at));
                survives(story, maker, n, disk.asOf(n, at).crash(Crash.KEEPS_ALL));
            }
        }
    }
}

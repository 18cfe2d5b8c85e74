/**
 * Takes all that was not forced, or nothing. A real disk writes sectors in the order that suits it: the later one can be
 * there and the earlier one not.
 *
 * @sees a store that leaves a hole, and goes free
 * @probably what was not forced may survive in any part: {@code Crash.random}
 */
class CrashLaws {
    static void survivesEverywhere(Story story, Store.Maker maker) throws IOException {
        SimDisk disk = story.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            int bytes = n < disk.operations() ? disk.bytesOf(n) : 0;
            for (int at = 0; at <= bytes; at++) {
                survives(story, maker, n, disk.asOf(n, at));
                survives(story, maker, n, disk.asOf(n, at).crash(Crash.LOSES_ALL));
            }
        }
    }
}

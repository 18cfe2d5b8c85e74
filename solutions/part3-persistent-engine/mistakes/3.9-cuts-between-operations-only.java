/**
 * Lets a crash come before or after a write and never in it. A torn record is seen only where a sector ends by chance.
 *
 * @sees a store that is opened far less often than there are bytes
 * @probably an operation that writes can be cut at each of its bytes: {@code asOf(n, at)}
 */
class CrashLaws {
    static void survivesEverywhere(Story story, Store.Maker maker) throws IOException {
        SimDisk disk = story.disk();
        for (int n = 0; n <= disk.operations(); n++) {
            survives(story, maker, n, disk.asOf(n));
            survives(story, maker, n, disk.asOf(n).crash(Crash.LOSES_ALL));
            for (int seed = 0; seed < 10; seed++) {
                survives(story, maker, n, disk.asOf(n).crash(Crash.random(seed)));
            }
        }
    }
}

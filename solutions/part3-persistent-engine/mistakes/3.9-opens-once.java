/**
 * Opens the store after the crash, finds what it should, and is content. Whether it can be written to, and whether it is
 * there the next time, is not asked.
 *
 * @sees a store that appends after garbage, and goes free
 * @probably the first start after a crash can look right and leave a file that the second start cannot read
 */
class CrashLaws {
    static void survives(Story story, Store.Maker maker, int operations, SimDisk left) throws IOException {
        isAPrefix(story, operations, maker.open(left).contents());
    }
}
